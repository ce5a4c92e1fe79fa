import type { Config } from '@app/runtime';
import { Logger } from '@nestjs/common';
import {
  type Attributes,
  diag,
  DiagLogLevel,
  type Link,
  ROOT_CONTEXT,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchSpanProcessor,
  type IdGenerator,
  NodeTracerProvider,
  ParentBasedSampler,
  RandomIdGenerator,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-node';

/** A piece of work that has ended. */
export interface Done {
  readonly name: string;
  readonly kind?: SpanKind;
  readonly traceId: string;
  /** Drawn unless given. */
  readonly spanId?: string;
  readonly parentId?: string | undefined;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly seconds: number;
  readonly attributes: Attributes;
  readonly links?: Link[];
  /** What kind of failure, without its message, which may quote what somebody has sent. */
  readonly failed?: string | undefined;
}

export interface Tracer {
  readonly tell: (done: Done) => void;
  /** Sends what has been told. */
  readonly end: () => Promise<void>;
}

/** Sends spans to an OpenTelemetry collector. They are made when their work has ended, with ids that are known by then. */
export function openTracer({ url, ratio }: NonNullable<Config['traces']>, service: string): Tracer {
  tellTrouble();
  const ids = new KnownIds();
  const sampled = new TraceIdRatioBasedSampler(ratio);
  const provider = new NodeTracerProvider({
    idGenerator: ids,
    // Each process decides from the trace id alone, and so all decide alike.
    sampler: new ParentBasedSampler({ root: sampled, remoteParentSampled: sampled }),
    resource: resourceFromAttributes({ 'service.name': service, 'service.instance.id': String(process.pid) }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  const tracer = provider.getTracer('chuishao');
  return {
    tell({ name, kind = SpanKind.INTERNAL, traceId, spanId, parentId, startedAt, seconds, attributes, links, failed }) {
      ids.next(traceId, spanId);
      const options = { kind, startTime: startedAt, attributes, ...(links && { links }) };
      const span = tracer.startSpan(name, options, parentId ? below(traceId, parentId) : ROOT_CONTEXT);
      if (failed !== undefined) {
        span.setAttribute('error.type', failed).setStatus({ code: SpanStatusCode.ERROR });
      }
      span.end(startedAt + seconds * 1000);
    },
    end: () => provider.shutdown(),
  };
}

const below = (traceId: string, spanId: string) => {
  const parent: SpanContext = { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, parent);
};

/** Ids come with the work, not from here: they are set right before each span is made. */
class KnownIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #traceId = '';
  #spanId: string | undefined;

  next(traceId: string, spanId: string | undefined): void {
    this.#traceId = traceId;
    this.#spanId = spanId;
  }
  readonly generateTraceId = (): string => this.#traceId;
  readonly generateSpanId = (): string => this.#spanId ?? this.#random.generateSpanId();
}

function tellTrouble(): void {
  const logger = new Logger('Traces');
  const silent = (): void => undefined;
  const warn = (message: string): void => logger.warn(message);
  diag.setLogger({ error: warn, warn, info: silent, debug: silent, verbose: silent }, DiagLogLevel.WARN);
}
