import { type Actor, type CommandContext, type Instant, systemActor } from '@app/kernel';
import { RecalculateDeadlines, type RecalculationReason } from '@app/whistles';
import { randomUUID } from 'node:crypto';

const DEADLINES: Actor = { ...systemActor('deadlines'), channel: 'timer' };

/**
 * Reckons the running clocks of a whistle again. Each time by a command of its own: that a deadline is not recalculated twice
 * follows from the calendar and the policy that it names, and an id that is made of these would keep it from being
 * recalculated after a pause.
 */
export function recalculateDeadlines(
  whistleId: string,
  reason: RecalculationReason,
  at: Instant,
  actor: Actor = DEADLINES,
): RecalculateDeadlines {
  const commandId = randomUUID();
  const context: CommandContext = {
    actor,
    at,
    commandId,
    correlationId: commandId,
    commandHash: `recalculate-${reason}`,
  };
  return new RecalculateDeadlines(whistleId, { reason }, context);
}
