import { decideAndAppend, MemoryEventStore } from '@app/event-store';
import type { CommandContext, Instant } from '@app/kernel';
import { describe, expect, it } from '@jest/globals';
import { catalogueCodec } from './catalogue.codec.js';
import { catalogue, catalogueOf, DefineCatalogue, PLAIN_RULES, type SlaPack } from './domain/index.js';
import { PolicyHistory } from './policy-history.js';

const [JAN, JUNE, SEPTEMBER] = ['2026-01-01', '2026-06-01', '2026-09-01'].map((date) => `${date}T00:00:00.000Z`);

describe('the history of a policy', () => {
  it('says since when, by whom, why, and what each took the place of', async () => {
    const store = new MemoryEventStore();
    let n = 0;
    const define = async (at: Instant, id: string, pack: Partial<SlaPack>) => {
      const limits = { P1: {}, P2: {}, P3: { HANDLE: { amount: ++n, unit: 'WD' as const } }, P4: {} };
      const whole: SlaPack = { ...PLAIN_RULES, jurisdiction: 'XY', limits, returnWindow: {}, from: JAN!, ...pack };
      const context: CommandContext = {
        actor: { id, role: 'ADMIN', channel: 'web' },
        at,
        commandId: String(n),
        commandHash: String(n),
      };
      const command = new DefineCatalogue('XY', [], [whole], context);
      const facts = { catalogue: catalogueOf([]) };
      await decideAndAppend(store, {
        streamId: 'catalogue-XY',
        command,
        decider: catalogue,
        codec: catalogueCodec,
        facts,
      });
    };
    await define(JAN!, 'seeds', {});
    await define(JUNE!, 'zhou', { from: SEPTEMBER!, reason: '区政办〔2026〕8号' });
    await define(SEPTEMBER!, 'wu', { from: JUNE! });
    await define(SEPTEMBER!, 'wu', { from: SEPTEMBER!, reason: '更正' });
    expect(await new PolicyHistory(store).of('XY')).toEqual([
      { version: 'XY@1', definedAt: JAN, by: { id: 'seeds', role: 'ADMIN' }, from: JAN },
      {
        version: 'XY@2',
        definedAt: JUNE,
        by: { id: 'zhou', role: 'ADMIN' },
        from: SEPTEMBER,
        reason: '区政办〔2026〕8号',
        replaces: 'XY@1',
      },
      { version: 'XY@3', definedAt: SEPTEMBER, by: { id: 'wu', role: 'ADMIN' }, from: JUNE, replaces: 'XY@1' },
      {
        version: 'XY@4',
        definedAt: SEPTEMBER,
        by: { id: 'wu', role: 'ADMIN' },
        from: SEPTEMBER,
        reason: '更正',
        replaces: 'XY@2',
      },
    ]);
    expect(await new PolicyHistory(store).of('YL')).toEqual([]);
  });
});
