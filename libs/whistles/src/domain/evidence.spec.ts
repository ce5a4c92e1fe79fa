import {
  command,
  factsFor,
  given,
  gridWorker,
  happened,
  housing,
  photo,
  police,
  raise,
  resident,
  supervisor,
} from '@app/testing';
import { describe, it } from '@jest/globals';
import * as commands from './whistle.commands.js';
import type { WhistleEvent } from './whistle.events.js';
import { whistle } from './whistle.js';

const raised = [raise({}, resident)];
const sent = [...raised, command(commands.OrderPreVerification, { unitId: 'XY-S1-C01-SQ' })];
const dispatched = [
  ...raised,
  command(commands.AcceptWhistle, {}),
  command(commands.DispatchWhistle, { leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-GA' }] }),
];
const signed = [...dispatched, command(commands.SignAssignment, { assignmentId: 'a1' }, housing)];
const attach = (input: Partial<commands.AttachEvidence['input']> = {}, actor = resident) =>
  command(commands.AttachEvidence, { evidenceId: 'e1', purpose: 'RAISING', file: photo, ...input }, actor);
const attached = (data: object = {}): WhistleEvent => ({
  type: 'EvidenceAttached',
  data: { evidenceId: 'e1', purpose: 'RAISING', ...photo, ...data },
});

const after = (...told: readonly commands.AnyWhistleCommand[]) => ({
  attaching: (one: commands.AttachEvidence) => given(whistle, happened(...told)).when(one, factsFor(one)),
});

describe('a file that is handed in (附件)', () => {
  it('is kept by what it is, what it is about and where it lies', () => {
    after(...raised)
      .attaching(attach())
      .thenEvents(attached());
  });

  it('is attached once', () => {
    after(...raised, attach())
      .attaching(attach({ purpose: 'CHECK' }, supervisor))
      .thenRefused('evidence/already-attached');
  });

  it('must have been received', () => {
    after(...raised)
      .attaching(attach({ file: undefined }))
      .thenRefused('upload/not-found');
  });

  it('is one of twenty at most that a reporter brings; those of others do not count', () => {
    const twenty = Array.from({ length: 20 }, (_, n) => attach({ evidenceId: `r${n}` }));
    after(...raised, ...twenty)
      .attaching(attach())
      .thenRefused('evidence/too-many');
    after(...raised, ...twenty, command(commands.AcceptWhistle, {}))
      .attaching(attach({ purpose: 'SELF_RESOLUTION' }, gridWorker))
      .thenEvents(attached({ purpose: 'SELF_RESOLUTION' }));
  });

  it.each(['PROGRESS', 'RESULT'] as const)('about %s is of a unit that has signed', (purpose) => {
    const own = attach({ purpose, assignmentId: 'a1' }, housing);
    after(...signed)
      .attaching(own)
      .thenEvents(attached({ purpose, assignmentId: 'a1', unitId: 'XY-ZJ' }));
    after(...dispatched)
      .attaching(own)
      .thenRefused('assignment/not-signed');
    after(...signed)
      .attaching(attach({ purpose }, housing))
      .thenRefused('evidence/assignment-needed');
    after(...signed)
      .attaching(attach({ purpose, assignmentId: 'a1' }, police))
      .thenRefused('assignment/not-yours');
  });

  it('is taken while what it shows can be done', () => {
    for (const purpose of ['SELF_RESOLUTION', 'CHECK'] as const) {
      after(...raised)
        .attaching(attach({ purpose }, supervisor))
        .thenRefused('evidence/not-now', { purpose });
    }
    after(...signed)
      .attaching(attach({ purpose: 'CONTAINMENT', assignmentId: 'a1' }, housing))
      .thenRefused('evidence/not-now', { purpose: 'CONTAINMENT' });
  });

  it('about a look on the spot is of whoever was sent, while they look', () => {
    const look = attach({ purpose: 'VERIFICATION' }, gridWorker);
    after(...sent)
      .attaching(look)
      .thenEvents(attached({ purpose: 'VERIFICATION', unitId: 'XY-S1-C01-SQ' }));
    after(...sent)
      .attaching(attach({ purpose: 'VERIFICATION' }, police))
      .thenRefused('verification/not-yours');
    after(...raised)
      .attaching(look)
      .thenRefused('evidence/not-verifying');
  });
});
