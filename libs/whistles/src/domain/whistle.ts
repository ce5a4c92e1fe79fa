import type { Decider } from '@app/kernel';
import * as appealing from './appealing.js';
import { arbitrate, requestArbitration } from './arbitration.js';
import * as assignment from './assignment.js';
import { attachEvidence } from './evidence.js';
import * as extension from './extension.js';
import * as checking from './checking.js';
import { correctFact } from './correcting.js';
import type { WhistleFacts } from './facts.js';
import * as followUp from './follow-up.js';
import * as followers from './followers.js';
import { importWhistle } from './import.js';
import * as information from './information.js';
import * as merging from './merging.js';
import { dispatch } from './dispatching.js';
import { raise } from './raising.js';
import { recallDispatch } from './recall.js';
import { rateDepartment, rateStreet } from './rating.js';
import { recalculate } from './recalculation.js';
import * as reworking from './reworking.js';
import { fallbackDispatch, redispatch } from './redispatching.js';
import { heldBy, reportIn } from './report-in.js';
import { decideReturn, requestReturn } from './returns.js';
import { broughtAbout } from './run-clocks.js';
import { refuseConcerned } from './recusal.js';
import { dated, settled } from './settle.js';
import { respondAsStreet } from './street-response.js';
import * as supervising from './supervising.js';
import { supersedeUnits } from './succession.js';
import * as suspension from './suspension.js';
import { allowed } from './transitions.js';
import * as triage from './triage.js';
import * as waysOut from './ways-out.js';
import { changeUrgency } from './urgency.js';
import * as voiding from './voiding.js';
import * as units from './units.js';
import type { AnyWhistleCommand } from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { evolve } from './whistle.evolve.js';
import type { WhistleState } from './whistle.state.js';

/** The index into the rules: one line per command. */
function rules(command: AnyWhistleCommand, state: WhistleState, facts: WhistleFacts): WhistleEvent[] {
  switch (command.type) {
    case 'RaiseWhistle':
      return raise(command, state, facts);
    case 'ImportWhistle':
      return importWhistle(command, state, facts);
    case 'AcceptWhistle':
      return triage.accept(command, state, facts);
    case 'RejectWhistle':
      return triage.reject(command, state, facts);
    case 'ReclassifyWhistle':
      return triage.reclassify(command, state, facts);
    case 'DispatchWhistle':
      return dispatch(command, state, facts);
    case 'SignAssignment':
      return assignment.sign(command, state, facts);
    case 'RecordContact':
      return assignment.recordContact(command, state, facts);
    case 'ReportIn':
      return reportIn(command, state, facts);
    case 'StartHandling':
      return assignment.startHandling(command, state, facts);
    case 'LogProgress':
      return assignment.logProgress(command, state, facts);
    case 'SubmitAssistResult':
      return assignment.submitAssistResult(command, state, facts);
    case 'SubmitResult':
      return assignment.submitResult(command, state, facts);
    case 'StartFollowUp':
      return followUp.startFollowUp(command, state, facts);
    case 'RecordFollowUp':
      return followUp.recordFollowUp(command, state, facts);
    case 'CloseWhistle':
      return followUp.close(command, state, facts);
    case 'WithdrawWhistle':
      return triage.withdraw(command, state, facts);
    case 'RequestInfo':
      return information.requestInfo(command, state, facts);
    case 'SupplyInfo':
      return information.supplyInfo(command, state, facts);
    case 'OrderPreVerification':
      return information.orderPreVerification(command, state, facts);
    case 'ReportPreVerification':
      return information.reportPreVerification(command, state, facts);
    case 'ContainHazard':
      return assignment.containHazard(command, state, facts);
    case 'RequestExtension':
      return extension.requestExtension(command, state, facts);
    case 'DecideExtension':
      return extension.decideExtension(command, state, facts);
    case 'RequestSuspension':
      return suspension.requestSuspension(command, state, facts);
    case 'DecideSuspension':
      return suspension.decideSuspension(command, state, facts);
    case 'ResumeCase':
      return suspension.resumeCase(command, state, facts);
    case 'AttachEvidence':
      return attachEvidence(command, state, facts);
    case 'RedirectWhistle':
      return waysOut.redirect(command, state, facts);
    case 'RedirectEmergency':
      return waysOut.redirectEmergency(command, state, facts);
    case 'InformOfExisting':
      return waysOut.informOfExisting(command, state, facts);
    case 'SelfResolve':
      return waysOut.selfResolve(command, state, facts);
    case 'RespondAsStreet':
      return respondAsStreet(command, state, facts);
    case 'OrderCheck':
      return checking.orderCheck(command, state, facts);
    case 'RecordCheck':
      return checking.recordCheck(command, state, facts);
    case 'SendBack':
      return reworking.sendBack(command, state, facts);
    case 'ReopenWhistle':
      return reworking.reopen(command, state, facts);
    case 'AppealOverdue':
      return appealing.appealOverdue(command, state, facts);
    case 'ReviewAppeal':
      return appealing.reviewAppeal(command, state, facts);
    case 'ExcludeFromScoring':
      return appealing.excludeFromScoring(command, state, facts);
    case 'ChangeUrgency':
      return changeUrgency(command, state, facts);
    case 'RequestVoiding':
      return voiding.requestVoiding(command, state, facts);
    case 'DecideVoiding':
      return voiding.decideVoiding(command, state, facts);
    case 'RequestTermination':
      return voiding.requestTermination(command, state, facts);
    case 'DecideTermination':
      return voiding.decideTermination(command, state, facts);
    case 'OpenSupervision':
      return supervising.openSupervision(command, state, facts);
    case 'AnswerSupervision':
      return supervising.answerSupervision(command, state, facts);
    case 'CorrectFact':
      return correctFact(command, state, facts);
    case 'AddAssist':
      return units.addAssist(command, state, facts);
    case 'ReleaseAssist':
      return units.releaseAssist(command, state, facts);
    case 'ExcuseAssist':
      return units.excuseAssist(command, state, facts);
    case 'ChangeLead':
      return units.changeLead(command, state, facts);
    case 'RequestReturn':
      return requestReturn(command, state, facts);
    case 'DecideReturn':
      return decideReturn(command, state, facts);
    case 'RequestArbitration':
      return requestArbitration(command, state, facts);
    case 'Arbitrate':
      return arbitrate(command, state, facts);
    case 'RedispatchWhistle':
      return redispatch(command, state, facts);
    case 'RecallDispatch':
      return recallDispatch(command, state, facts);
    case 'FallbackDispatch':
      return fallbackDispatch(command, state, facts);
    case 'SupersedeUnits':
      return supersedeUnits(command, state, facts);
    case 'RateDepartment':
      return rateDepartment(command, state, facts);
    case 'RateStreet':
      return rateStreet(command, state, facts);
    case 'MergeWhistle':
      return merging.merge(command, state, facts);
    case 'UnmergeWhistle':
      return merging.unmerge(command, state, facts);
    case 'AbsorbFollower':
      return followers.absorb(command, state, facts);
    case 'ReleaseFollower':
      return followers.release(command, state, facts);
    case 'FollowMaster':
      return merging.followMaster(command, state, facts);
    case 'RecalculateDeadlines':
      return recalculate(command, state, facts);
    case 'RunClocks':
      allowed('RunClocks', state);
      return [];
  }
}

/**
 * Whatever the clocks have brought about by the command's moment is recorded first, so that nothing depends on an alarm having
 * rung; and afterwards what they bring about by it because of the command.
 */
export const whistle: Decider<WhistleState, AnyWhistleCommand, WhistleEvent, WhistleFacts> = {
  initial: { status: 'NONE' },
  evolve,
  decide: (command, state, facts) => {
    const { at, actor } = command.context;
    const before = broughtAbout(at, state, facts, heldBy(command));
    const now = before.reduce(evolve, state);
    refuseConcerned(actor, now, facts.directory, at);
    const ruled = settled(supervising.leftToTheDesk(rules(command, now, facts), now, at, facts), now, at);
    const after = ruled.reduce((later, event) => evolve(later, dated(event, at)), now);
    return [...before, ...ruled, ...broughtAbout(at, after, facts)];
  },
};
