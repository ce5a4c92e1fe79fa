import { Directory } from '@app/directory';
import type { Decided } from '@app/event-store';
import { PersonVault, sealedAt } from '@app/privacy';
import { Injectable, type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import * as commands from './domain/index.js';
import type { AnyWhistleCommand, NewWhistle, WhistleState } from './domain/index.js';
import { WhistleDecisions } from './whistle-decisions.js';
import { WhistleNumbers } from './whistle-numbers.js';
import { whistleStream } from './whistle.codec.js';

/** Commands that need nothing but the whistle's history, the directory and the catalogue. All but those with a handler of their own. */
const PLAIN_COMMANDS = {
  ImportWhistle: commands.ImportWhistle,
  AcceptWhistle: commands.AcceptWhistle,
  RejectWhistle: commands.RejectWhistle,
  ReclassifyWhistle: commands.ReclassifyWhistle,
  DispatchWhistle: commands.DispatchWhistle,
  SignAssignment: commands.SignAssignment,
  RecordContact: commands.RecordContact,
  ReportIn: commands.ReportIn,
  StartHandling: commands.StartHandling,
  LogProgress: commands.LogProgress,
  SubmitAssistResult: commands.SubmitAssistResult,
  SubmitResult: commands.SubmitResult,
  StartFollowUp: commands.StartFollowUp,
  RecordFollowUp: commands.RecordFollowUp,
  OrderCheck: commands.OrderCheck,
  RecordCheck: commands.RecordCheck,
  SendBack: commands.SendBack,
  ReopenWhistle: commands.ReopenWhistle,
  AppealOverdue: commands.AppealOverdue,
  ReviewAppeal: commands.ReviewAppeal,
  ExcludeFromScoring: commands.ExcludeFromScoring,
  ChangeUrgency: commands.ChangeUrgency,
  RequestVoiding: commands.RequestVoiding,
  DecideVoiding: commands.DecideVoiding,
  RequestTermination: commands.RequestTermination,
  DecideTermination: commands.DecideTermination,
  OpenSupervision: commands.OpenSupervision,
  AnswerSupervision: commands.AnswerSupervision,
  CorrectFact: commands.CorrectFact,
  CloseWhistle: commands.CloseWhistle,
  WithdrawWhistle: commands.WithdrawWhistle,
  RequestInfo: commands.RequestInfo,
  SupplyInfo: commands.SupplyInfo,
  OrderPreVerification: commands.OrderPreVerification,
  ReportPreVerification: commands.ReportPreVerification,
  ContainHazard: commands.ContainHazard,
  RequestExtension: commands.RequestExtension,
  DecideExtension: commands.DecideExtension,
  RequestSuspension: commands.RequestSuspension,
  DecideSuspension: commands.DecideSuspension,
  ResumeCase: commands.ResumeCase,
  AttachEvidence: commands.AttachEvidence,
  RedirectWhistle: commands.RedirectWhistle,
  RedirectEmergency: commands.RedirectEmergency,
  SelfResolve: commands.SelfResolve,
  RespondAsStreet: commands.RespondAsStreet,
  AddAssist: commands.AddAssist,
  ReleaseAssist: commands.ReleaseAssist,
  ExcuseAssist: commands.ExcuseAssist,
  ChangeLead: commands.ChangeLead,
  RequestReturn: commands.RequestReturn,
  DecideReturn: commands.DecideReturn,
  RequestArbitration: commands.RequestArbitration,
  Arbitrate: commands.Arbitrate,
  RedispatchWhistle: commands.RedispatchWhistle,
  RecallDispatch: commands.RecallDispatch,
  FallbackDispatch: commands.FallbackDispatch,
  SupersedeUnits: commands.SupersedeUnits,
  RateDepartment: commands.RateDepartment,
  RateStreet: commands.RateStreet,
  UnmergeWhistle: commands.UnmergeWhistle,
  AbsorbFollower: commands.AbsorbFollower,
  ReleaseFollower: commands.ReleaseFollower,
  FollowMaster: commands.FollowMaster,
  RunClocks: commands.RunClocks,
  RecalculateDeadlines: commands.RecalculateDeadlines,
} as const satisfies Record<
  Exclude<commands.WhistleCommandType, 'RaiseWhistle' | 'InformOfExisting' | 'MergeWhistle'>,
  Type<AnyWhistleCommand>
>;

@Injectable()
class Decides {
  constructor(private readonly decisions: WhistleDecisions) {}

  execute(command: AnyWhistleCommand): Promise<Decided<WhistleState>> {
    return this.decisions.decide(command);
  }
}

const decides = (command: Type<AnyWhistleCommand>): Type<ICommandHandler> => {
  @CommandHandler(command)
  class Handler extends Decides {}
  return Handler;
};

@CommandHandler(commands.InformOfExisting)
class InformOfExistingHandler implements ICommandHandler<commands.InformOfExisting> {
  constructor(private readonly decisions: WhistleDecisions) {}

  execute(command: commands.InformOfExisting): Promise<Decided<WhistleState>> {
    return this.decisions.decideBeside(command, command.input.ref);
  }
}

@CommandHandler(commands.MergeWhistle)
class MergeWhistleHandler implements ICommandHandler<commands.MergeWhistle> {
  constructor(private readonly decisions: WhistleDecisions) {}

  execute(command: commands.MergeWhistle): Promise<Decided<WhistleState>> {
    return this.decisions.decideBeside(command, command.input.masterId);
  }
}

/** A new whistle gets its number, and its personal data is sealed before anything is decided or stored. */
@CommandHandler(commands.RaiseWhistle)
class RaiseWhistleHandler implements ICommandHandler<commands.RaiseWhistle> {
  constructor(
    private readonly decisions: WhistleDecisions,
    private readonly directory: Directory,
    private readonly numbers: WhistleNumbers,
    private readonly vault: PersonVault,
  ) {}

  async execute(command: commands.RaiseWhistle): Promise<Decided<WhistleState>> {
    await this.decisions.askFirst(command);
    const { areaPath } = command.input.location;
    const timeZone = this.directory.view().timeZoneOf(areaPath) ?? 'UTC';
    const number = await this.numbers.next(areaPath, timeZone, command.context.at);
    return this.decisions.decide(command, { newWhistle: { number, ...(await this.seal(command)) } });
  }

  private async seal({ whistleId, input, context }: commands.RaiseWhistle): Promise<Omit<NewWhistle, 'number'>> {
    const subjectId = subjectOf(whistleId, context.actor);
    const sealAt = (field: string, plaintext: string) => ({
      subjectId,
      aad: sealedAt(whistleStream(whistleId), field),
      plaintext,
    });
    const personal = Object.entries(input.reporter ?? {}).filter(hasText);
    const [words, ...fields] = await this.vault.sealAll([
      sealAt('words', input.description),
      ...personal.map(([field, value]) => sealAt(`reporter.${field}`, value)),
    ]);
    const reporter = Object.fromEntries(personal.map(([field], index) => [field, fields[index]]));
    return {
      ...(words && { words }),
      ...(input.anonymity !== 'ANONYMOUS' && { reporter: { subjectId, ...reporter } }),
    };
  }
}

const hasText = (entry: [string, string | undefined]): entry is [string, string] => !!entry[1];

/** A resident with an account is one person however often they blow; anybody else is known by this whistle only. */
const subjectOf = (whistleId: string, { id, role }: commands.RaiseWhistle['context']['actor']): string =>
  role === 'RESIDENT' && id !== 'anonymous' ? `account-${id}` : `whistle-${whistleId}`;

export const whistleHandlers = [
  ...Object.values(PLAIN_COMMANDS).map(decides),
  RaiseWhistleHandler,
  InformOfExistingHandler,
  MergeWhistleHandler,
];
