import { appending, type Deciding, deciding } from '@app/event-store';
import { DomainError, type RecordedEvent } from '@app/kernel';
import { projecting } from '@app/projections';
import { type Link, SpanKind, TraceFlags } from '@opentelemetry/api';
import { type AnsweredRequest, answeredRequests } from '../http-requests.js';
import { type Ended, onEnd } from '../on-end.js';
import { commandSpanOf, rootSpanOf, traceable, traceIdOf } from './ids.js';
import type { Tracer } from './tracer.js';

/** Of one page. A view that catches up must not flood the collector. */
const TRACES_PER_PAGE = 100;
/** Older events are history, read again; their traces have been looked at. */
const FRESH_MS = 10 * 60_000;

/**
 * Spans of requests, commands, appends and views, one trace for each request. Attributes hold ids of whistles, routes,
 * names of views and codes; never who, nor anything that somebody has written.
 * @returns what ends it
 */
export function traceWork(tracer: Tracer): () => void {
  const answered = (message: unknown): void => traceRequest(tracer, message as AnsweredRequest);
  answeredRequests.subscribe(answered);
  const ends = [
    onEnd(deciding, (ended) => traceCommand(tracer, ended)),
    onEnd(appending, ({ context: { request }, startedAt, seconds, error }) => {
      const { correlationId } = request.events[0].metadata;
      if (!traceable(correlationId, request.commandId)) return;
      tracer.tell({
        name: 'append',
        traceId: traceIdOf(correlationId),
        parentId: commandSpanOf(request.commandId),
        startedAt,
        seconds,
        attributes: { 'chuishao.events': request.events.length, ...streamOf(request.streamId) },
        failed: error === undefined ? undefined : nameOf(error),
      });
    }),
    onEnd(projecting, ({ context: { view, events }, startedAt, seconds, error }) => {
      for (const [correlationId, own] of tracesOf(events)) {
        tracer.tell({
          name: `project ${view}`,
          kind: SpanKind.CONSUMER,
          traceId: traceIdOf(correlationId),
          parentId: commandSpanOf(own.commandId),
          startedAt,
          seconds,
          attributes: { 'chuishao.view': view, 'chuishao.events': own.events, 'chuishao.page': events.length },
          failed: error === undefined ? undefined : nameOf(error),
        });
      }
    }),
  ];
  return () => {
    answeredRequests.unsubscribe(answered);
    for (const end of ends) end();
  };
}

function traceRequest(tracer: Tracer, { id, method, route, status, seconds, traceparent }: AnsweredRequest): void {
  tracer.tell({
    name: route === undefined ? method : `${method} ${route}`,
    kind: SpanKind.SERVER,
    traceId: traceIdOf(id),
    spanId: rootSpanOf(id),
    startedAt: Date.now() - seconds * 1000,
    seconds,
    attributes: {
      'http.request.method': method,
      'http.response.status_code': status,
      ...(route !== undefined && { 'http.route': route }),
    },
    links: linksTo(traceparent),
    failed: status >= 500 ? String(status) : undefined,
  });
}

/** A command that nobody asked for by a request or an alarm is the root of its own trace. */
function traceCommand(tracer: Tracer, { context, startedAt, seconds, error }: Ended<Deciding>): void {
  const { commandId, correlationId } = context.command.context;
  if (!traceable(commandId, correlationId ?? commandId)) return;
  const refused = error instanceof DomainError ? error.code : undefined;
  tracer.tell({
    name: context.command.constructor.name,
    traceId: traceIdOf(correlationId ?? commandId),
    spanId: commandSpanOf(commandId),
    parentId: correlationId && rootSpanOf(correlationId),
    startedAt,
    seconds,
    attributes: { ...streamOf(context.streamId), ...(refused !== undefined && { 'chuishao.refused': refused }) },
    failed: error === undefined || refused !== undefined ? undefined : nameOf(error),
  });
}

/** By correlation id: a command of each, and how many of the events are its. */
function tracesOf(events: readonly RecordedEvent[]): Map<string, { readonly commandId: string; events: number }> {
  const traces = new Map<string, { readonly commandId: string; events: number }>();
  const freshFrom = new Date(Date.now() - FRESH_MS).toISOString();
  for (const { recordedAt, metadata } of events) {
    const { correlationId, commandId } = metadata;
    const known = traces.get(correlationId);
    if (known) known.events++;
    else if (traces.size < TRACES_PER_PAGE && recordedAt >= freshFrom && traceable(correlationId, commandId)) {
      traces.set(correlationId, { commandId, events: 1 });
    }
  }
  return traces;
}

/** A whistle's stream is named by its id, some others by a person's account. */
const streamOf = (streamId: string) => (streamId.startsWith('whistle-') ? { 'chuishao.stream': streamId } : {});

/** The caller's trace is linked to, not taken over: anybody may send us one, and ours is stored with the events. */
function linksTo(traceparent: string | undefined): Link[] {
  const [, traceId, spanId] = /^[\da-f]{2}-([\da-f]{32})-([\da-f]{16})-[\da-f]{2}(?:-|$)/.exec(traceparent ?? '') ?? [];
  if (!traceId || !spanId || /^0+$/.test(traceId) || /^0+$/.test(spanId)) return [];
  return [{ context: { traceId, spanId, traceFlags: TraceFlags.NONE, isRemote: true } }];
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error');
