import {
  minutesLater,
  NAME,
  NOON,
  PHONE,
  resident,
  type ViewBench,
  viewBench,
  whistleId,
  whistleNamed,
} from '@app/testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { whistleCodec } from '../../whistle.codec.js';
import { whistleTimeline } from './whistle-timeline.projector.js';
import { WhistleTimeline, WhistleTimelineHandler } from './whistle-timeline.query.js';

describe('a whistle’s timeline', () => {
  let bench: ViewBench;
  let handler: WhistleTimelineHandler;
  const id = whistleId(1);
  beforeAll(async () => {
    bench = await viewBench(whistleCodec, [whistleTimeline]);
    handler = new WhistleTimelineHandler(bench.dataSource);
    const one = whistleNamed(id);
    await bench.tell(
      one.raise({ description: `我是${NAME}，电话${PHONE}，停水` }),
      whistleNamed(whistleId(2)).raise(),
      one.missed({}, minutesLater(361)),
      one.accept({}, minutesLater(362)),
    );
    await bench.project([whistleTimeline]);
  });
  afterAll(() => bench.close());

  const lines = (page: WhistleTimeline['page'] = { limit: 50 }, afterRevision?: number) =>
    handler.execute(new WhistleTimeline(id, page, undefined, afterRevision));

  it('is every event of this whistle alone, in order, with who and when', async () => {
    const { items } = await lines();
    expect(items.map(({ revision, type, occurredAt }) => [revision, type, occurredAt])).toEqual([
      [0, 'WhistleRaised', NOON],
      [1, 'WhistleRouted', NOON],
      [2, 'DeadlineSet', NOON],
      [3, 'DeadlineMissed', minutesLater(360)],
      [4, 'WhistleAccepted', minutesLater(362)],
      [5, 'DeadlineSet', minutesLater(362)],
    ]);
    expect(items[0]).toMatchObject({ actor: resident, position: '1' });
    expect(items[3]?.facts).toEqual({
      clockId: 'ACCEPT-1',
      clock: 'ACCEPT',
      dueAt: minutesLater(360),
      detectedAt: minutesLater(361),
    });
  });

  it('holds nothing sealed and nothing personal', async () => {
    const rows = (await bench.dump(whistleTimeline)).join('\n');
    expect(rows).toContain('停水');
    for (const secret of ['box', 'c2VhbGVk', 'reporter', 'words', NAME, PHONE]) expect(rows).not.toContain(secret);
  });

  it('is read in pages, or from a revision on', async () => {
    const first = await lines({ limit: 4 });
    expect(first.items.map(({ revision }) => revision)).toEqual([0, 1, 2, 3]);
    const second = await lines({ limit: 4, cursor: first.nextCursor });
    expect(second.items.map(({ revision }) => revision)).toEqual([4, 5]);
    expect(second.nextCursor).toBeUndefined();
    expect((await lines({ limit: 9 }, 4)).items.map(({ revision }) => revision)).toEqual([5]);
    const forged = Buffer.from(JSON.stringify(['soon'])).toString('base64url');
    await expect(lines({ limit: 4, cursor: forged })).rejects.toMatchObject({ code: 'request/bad-cursor' });
  });
});
