import { command, desk, happened, ID_NUMBER, NAME, PHONE, photo, raise, resident, whistleNamed } from '@app/testing';
import type { RecordedEvent } from '@app/kernel';
import {
  type AnyWhistleCommand,
  RequestSuspension,
  SupplyInfo,
  whistle,
  type WhistleEvent,
  whistleEvents,
} from '@app/whistles/domain';
import { readGolden } from '@app/testing';
import { describe, expect, it, test } from '@jest/globals';
import { codedFacts, codedFields } from './coded-facts.js';
import { eventMessage, groupMessage } from './messages.js';

const names = { area: () => '柳湖街道第一社区', category: () => '物业服务纠纷', unit: () => '市政公用事业中心' };
const id = '11111111-1111-4111-8111-111111111111';
const w = whistleNamed(id);

/** A life in which people write names and numbers wherever they can. */
const written = `${NAME} ${PHONE} ${ID_NUMBER} 三号楼二单元 赣A12345`;
const story: AnyWhistleCommand[] = [
  raise(
    {
      description: written,
      location: { areaPath: 'XY/S1/C01/G1', address: `${NAME}家`, longitude: 116, latitude: 29 },
    },
    resident,
  ),
  w.requestInfo({ text: written }),
  command(SupplyInfo, { text: written }, resident),
  w.accept({}),
  w.dispatch({ leadUnitId: 'XY-ZJ', assists: [{ unitId: 'XY-S1-JD' }], overrideReason: written }),
  w.sign('XY-ZJ'),
  w.attach('XY-ZJ', { evidenceId: 'e1', purpose: 'PROGRESS', assignmentId: 'a1', file: photo }),
  w.reportIn('XY-ZJ'),
  w.start('XY-ZJ'),
  w.log('XY-ZJ'),
  command(
    RequestSuspension,
    { assignmentId: 'a1', until: '2026-03-20', constraint: written },
    { ...desk, role: 'DEPARTMENT', unitId: 'XY-ZJ' },
  ),
];

const told = (() => {
  const { initial, evolve } = whistle;
  let state = initial;
  return happened(...story).map((event, revision) => {
    state = evolve(state, event);
    if (state.status === 'NONE') throw new Error('no whistle');
    const recorded = {
      ...event,
      eventId: `e-${revision}`,
      revision,
      position: BigInt(revision),
      recordedAt: '2026-03-02T04:00:00.000Z',
      metadata: { actor: { ...resident, id: `account of ${NAME}` }, occurredAt: event.occurredAt },
    } as unknown as RecordedEvent;
    return { event, recorded, whistle: { whistleId: id, whistle: state } };
  });
})();

describe('what leaves the system', () => {
  const secrets = [NAME, PHONE, ID_NUMBER, '三号楼', '赣A', '116', 'resident', '"box"', 'c2VhbGVk', '垃圾'];

  it('holds nobody, whatever people have written (M13)', () => {
    expect(told.length).toBeGreaterThan(12);
    for (const { event, recorded, whistle: about } of told) {
      const sent = JSON.stringify([eventMessage(recorded, event, about), groupMessage(event, about, names)]);
      for (const secret of secrets)
        expect([event.type, secret, sent.includes(secret)]).toEqual([event.type, secret, false]);
    }
  });

  it('is of any event that was ever stored nothing that people have written', () => {
    const golden = readGolden(new URL('../../../whistles/src/domain/whistle.golden.json', import.meta.url));
    for (const { type, data } of golden) {
      const sent = JSON.stringify(codedFacts({ type, data } as WhistleEvent));
      expect([type, /[\u4e00-\u9fff]/.test(sent), sent.includes('"box"')]).toEqual([type, false, false]);
    }
  });

  it('is of some events, field by field', () => {
    expect(Object.keys(whistleEvents).length).toBeGreaterThan(30);
    expect(codedFields('ProgressLogged')).toEqual(['assignmentId', 'unitId']);
    expect(codedFields('WhistleRaised')).toEqual(['anonymity', 'categoryCode', 'raisedOn', 'sealed']);
    expect(codedFields('DepartmentReportedIn')).toEqual(['assignmentId', 'unitId', 'mode', 'onTime']);
    expect(codedFields('FollowUpCompleted')).toEqual(['solved', 'satisfaction', 'by']);
    expect(codedFields('SuspensionRequested')).toEqual(['assignmentId', 'unitId', 'until']);
  });
});

test('a system is told what happened to which whistle, and when', () => {
  const { event, recorded, whistle: about } = told.find((one) => one.event.type === 'AssignmentSigned')!;
  expect(eventMessage(recorded, event, about)).toEqual({
    type: 'AssignmentSigned',
    timestamp: '2026-03-02T04:00:00.000Z',
    data: {
      eventId: recorded.eventId,
      position: recorded.position.toString(),
      revision: recorded.revision,
      recordedAt: '2026-03-02T04:00:00.000Z',
      actor: { role: 'RESIDENT' },
      whistle: {
        id,
        number: 'XY260302-1',
        status: 'DISPATCHED',
        level: 'RESIDENT',
        categoryCode: 'WY02',
        urgency: 'P3',
        areaPath: 'XY/S1/C01/G1',
        raisedOn: '2026-03-02',
      },
      facts: { assignmentId: 'a1', unitId: 'XY-ZJ' },
    },
  });
});

describe('a group is told', () => {
  it('number, kind, place and what happened, of what is news for it', () => {
    const lines = told.flatMap(({ event, whistle: about }) => groupMessage(event, about, names)?.text.content ?? []);
    expect(lines).toEqual([
      '【XY260302-1】物业服务纠纷｜柳湖街道第一社区｜已吹哨',
      '【XY260302-1】物业服务纠纷｜柳湖街道第一社区｜已派单',
      '【XY260302-1】物业服务纠纷｜柳湖街道第一社区｜市政公用事业中心 已报到',
    ]);
  });

  it('nothing of what is confidential', () => {
    const { event, whistle: about } = told[0]!;
    const sealed = { ...about, whistle: { ...about.whistle, sealed: true } };
    expect(groupMessage(event, sealed, names)).toBeUndefined();
  });
});
