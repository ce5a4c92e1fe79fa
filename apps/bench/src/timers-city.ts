import { DefineCatalogue, PLAIN_RULES } from '@app/catalogue/domain';
import { DefineDirectory } from '@app/directory/domain';
import type { CommandContext, Instant } from '@app/kernel';
import type { CommandBus } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';

const FROM: Instant = '2026-01-01T00:00:00.000Z';
const BENCH = 'BENCH';

/** Where all clocks of the benchmark run. */
export const TIMERS_AREA = BENCH;

/** A district in which a whistle has one clock, of fifteen minutes by day and night: so it runs out when it is wanted to. */
export async function defineTimersCity(commands: CommandBus): Promise<void> {
  const area = { path: BENCH, type: 'DISTRICT', name: BENCH, timeZone: 'Asia/Shanghai', from: FROM } as const;
  await commands.execute(new DefineDirectory(`directory-${BENCH}`, { areas: [area], units: [], posts: [] }, asAdmin()));
  const limits = { P1: {}, P2: {}, P3: { ACCEPT: { amount: 15, unit: 'MIN' } }, P4: {} } as const;
  const pack = { ...PLAIN_RULES, jurisdiction: BENCH, limits, returnWindow: {}, from: FROM };
  await commands.execute(new DefineCatalogue(BENCH, [], [pack], asAdmin()));
}

function asAdmin(): CommandContext {
  const commandId = randomUUID();
  const at = new Date().toISOString();
  return { actor: { id: 'bench', role: 'ADMIN', channel: 'web' }, at, commandId, commandHash: commandId };
}
