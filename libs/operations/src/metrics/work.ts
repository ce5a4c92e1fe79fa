import { appending, type Batch, batches, EventStoreUnavailable, WrongExpectedRevision } from '@app/event-store';
import { projecting } from '@app/projections';
import { Counter, Histogram, type Registry } from 'prom-client';
import { type AnsweredRequest, answeredRequests } from '../http-requests.js';
import { onEnd } from '../on-end.js';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const EVENTS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1000];

/**
 * Counts and times what this process does, as its libraries tell of it.
 * @returns what ends the counting
 */
export function measureWork(register: Registry): () => void {
  const registers = [register];
  const http = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Answered requests, by the pattern of their route',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: SECONDS,
    registers,
  });
  const append = new Histogram({
    name: 'chuishao_append_seconds',
    help: 'One command’s events until the log has answered: appended, repeated, conflict, refused or unavailable',
    labelNames: ['outcome'] as const,
    buckets: SECONDS,
    registers,
  });
  const batch = new Histogram({
    name: 'chuishao_append_batch_events',
    help: 'Events that go to the database together',
    buckets: EVENTS,
    registers,
  });
  const page = new Histogram({
    name: 'chuishao_projection_page_seconds',
    help: 'One page of the log until rows and checkpoint are committed',
    labelNames: ['view', 'outcome'] as const,
    buckets: SECONDS,
    registers,
  });
  const projected = new Counter({
    name: 'chuishao_projection_events_total',
    help: 'Events that this process has brought into a view',
    labelNames: ['view'] as const,
    registers,
  });

  const answered = (message: unknown): void => {
    const { method, route = 'none', status, seconds } = message as AnsweredRequest;
    http.observe({ method, route, status }, seconds);
  };
  const batched = (message: unknown): void => batch.observe((message as Batch).events);
  answeredRequests.subscribe(answered);
  batches.subscribe(batched);
  const ends = [
    onEnd(appending, ({ seconds, result, error }) => append.observe({ outcome: outcomeOf(result, error) }, seconds)),
    onEnd(projecting, ({ context: { view, events }, seconds, error }) => {
      page.observe({ view, outcome: error === undefined ? 'committed' : 'failed' }, seconds);
      if (error === undefined) projected.inc({ view }, events.length);
    }),
  ];
  return () => {
    answeredRequests.unsubscribe(answered);
    batches.unsubscribe(batched);
    for (const end of ends) end();
  };
}

function outcomeOf(result: unknown, error: unknown): string {
  if (error instanceof WrongExpectedRevision) return 'conflict';
  if (error instanceof EventStoreUnavailable) return 'unavailable';
  if (error !== undefined) return 'refused';
  return (result as { repeated: boolean }).repeated ? 'repeated' : 'appended';
}
