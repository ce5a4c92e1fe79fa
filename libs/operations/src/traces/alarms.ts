import { ringing } from '@app/deadlines';
import { SpanKind } from '@opentelemetry/api';
import { onEnd } from '../on-end.js';
import { rootSpanOf, traceIdOf } from './ids.js';
import type { Tracer } from './tracer.js';

/** Spans of the alarms that ring: each begins a trace. */
export const traceAlarms = (tracer: Tracer): (() => void) =>
  onEnd(ringing, ({ context: { alarm, lateMs, commandId }, startedAt, seconds, error }) =>
    tracer.tell({
      name: 'ring',
      kind: SpanKind.CONSUMER,
      traceId: traceIdOf(commandId),
      spanId: rootSpanOf(commandId),
      startedAt,
      seconds,
      attributes: { 'chuishao.stream': `whistle-${alarm.whistleId}`, 'chuishao.late_ms': lateMs },
      failed: error instanceof Error ? error.name : undefined,
    }),
  );
