import type { CatalogueView } from '@app/catalogue/domain';
import type { DirectoryView } from '@app/directory/domain';
import { toNewEvent } from '@app/event-store';
import type { Instant } from '@app/kernel';
import { type AnyWhistleCommand, whistle, whistleCodec, type WhistleState } from '@app/whistles';
import { randomBytes } from 'node:crypto';
import { planWeek } from '../../../cli/src/demo/plan.js';
import { COMMAND_MARK, dayOf, momentInDay, NUMBER_MARK, Pieces } from './pieces.js';

/** What one command wrote, ready to be filled in. */
interface Step {
  /** Counted from the day of the whistle. */
  readonly day: number;
  /** Milliseconds in it. */
  readonly moment: number;
  readonly commandHash: string;
  readonly events: readonly {
    readonly type: string;
    readonly schemaVersion: number;
    readonly data: Pieces;
    readonly metadata: Pieces;
  }[];
}

/** One whistle's whole life, or all of it up to the end of the history. */
export interface Life {
  readonly steps: readonly Step[];
  readonly events: number;
  readonly ended: boolean;
  /** From the day of the whistle to the day of the last step. */
  readonly days: number;
  /** From the day of the whistle to the end of its week: where a life that has not ended must lie. */
  readonly daysToEnd: number;
}

const WEEKS = 12;
const WEEK_MS = 7 * 86_400_000;
const ENDED = ['CLOSED', 'REJECTED', 'WITHDRAWN'];
/** As large as sealed fields are; the keys of these persons are destroyed. */
const box = (bytes: number) => ({ subjectId: 'history', kv: 1, box: randomBytes(bytes).toString('base64') });
const reporter = { subjectId: 'history', name: box(40), phone: box(42) };
const words = box(90);

/** Lives of the sample district's whistles: the demo weeks before `until`, each command decided by the rules. */
export function livesUntil(until: Instant, directory: DirectoryView, catalogue: CatalogueView): Life[] {
  return Array.from({ length: WEEKS }, (_, week) => {
    const end = new Date(Date.parse(until) - week * WEEK_MS).toISOString();
    const told = new Map<string, AnyWhistleCommand[]>();
    for (const command of planWeek(directory, catalogue, end)) {
      told.set(command.whistleId, [...(told.get(command.whistleId) ?? []), command]);
    }
    return [...told.values()].map((commands) => lifeOf(commands, end, directory, catalogue));
  }).flat();
}

function lifeOf(
  told: readonly AnyWhistleCommand[],
  end: Instant,
  directory: DirectoryView,
  catalogue: CatalogueView,
): Life {
  const firstDay = dayOf(told[0]?.context.at ?? end);
  let state: WhistleState = whistle.initial;
  const steps = told.map((command): Step => {
    const known = command.type === 'RaiseWhistle' && command.input.reporter ? { reporter, words } : { words };
    const events = whistle
      .decide(command, state, { directory, catalogue, newWhistle: { number: NUMBER_MARK, ...known } })
      .map((event) => ({ ...event, occurredAt: event.occurredAt ?? command.context.at }));
    state = events.reduce(whistle.evolve, state);
    const { at, commandHash } = command.context;
    const context = { ...command.context, commandId: COMMAND_MARK };
    return {
      day: dayOf(at) - firstDay,
      moment: momentInDay(at),
      commandHash,
      events: events.map((event) => {
        const { data, metadata, ...stored } = toNewEvent(event, context, whistleCodec);
        return { ...stored, data: new Pieces(data, firstDay), metadata: new Pieces(metadata, firstDay) };
      }),
    };
  });
  const written = steps.filter(({ events }) => events.length > 0);
  return {
    steps: written,
    events: written.reduce((sum, { events }) => sum + events.length, 0),
    ended: ENDED.includes(state.status),
    days: written.at(-1)?.day ?? 0,
    daysToEnd: dayOf(end) - firstDay,
  };
}
