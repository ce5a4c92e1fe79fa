/**
 * The ids of a trace follow from what every event has stored with it, so that each process finds the trace of what it
 * works on: the correlation id is the trace, and names its root; the command id names the command's span.
 */
export const traceIdOf = (correlationId: string): string => hexOf(correlationId);
/** The request, or the alarm, that began it. */
export const rootSpanOf = (correlationId: string): string => hexOf(correlationId).slice(0, 16);
/** The other half than the root's: an alarm's command has the id of its trace. */
export const commandSpanOf = (commandId: string): string => hexOf(commandId).slice(16);

const hexOf = (uuid: string): string => uuid.replaceAll('-', '').toLowerCase();

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** Whether these are ids that a trace can have: others, of imported data say, are not followed. */
export const traceable = (...ids: readonly string[]): boolean => ids.every((id) => UUID.test(id));
