import { EventStore } from '@app/event-store';
import { afterEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { raised, type RunningApi, runningApi } from './running-api.js';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: { readonly key: string; readonly value: Record<string, unknown> }[];
  readonly links?: { readonly traceId: string; readonly spanId: string }[];
}

/** As much of an OpenTelemetry collector as a test needs: it keeps what it is sent. */
class Collector {
  readonly bodies: string[] = [];
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Collector> {
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => (body += String(chunk)));
      request.on('end', () => {
        if (request.url === '/v1/traces') collector.bodies.push(body);
        response.setHeader('Content-Type', 'application/json').end('{}');
      });
    });
    const collector = new Collector(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    return collector;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/traces`;
  }

  get spans(): Span[] {
    const sent = this.bodies.map((body) => JSON.parse(body) as Sent);
    return sent.flatMap((it) => it.resourceSpans.flatMap((one) => one.scopeSpans.flatMap(({ spans }) => spans)));
  }

  stop(): void {
    this.server.close();
  }
}
type Sent = { resourceSpans: { scopeSpans: { spans: Span[] }[] }[] };

let api: RunningApi | undefined;
let collector: Collector;
/** Stopping sends what has been told and not yet been sent. */
async function stop(): Promise<void> {
  await api?.stop();
  api = undefined;
}
afterEach(async () => {
  await stop();
  collector.stop();
});

async function start(ratio = 1): Promise<RunningApi> {
  collector = await Collector.start();
  api = await runningApi({ traces: { url: collector.url, ratio } });
  return api;
}

test('one whistle is one trace: request, command, append and every view that takes it', async () => {
  const running = await start();
  const secret = {
    description: '张三丰家漏水，电话13912345678',
    address: '滨江路8号',
    reporter: { name: '张三丰', phone: '13912345678' },
  };
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const { id, position, number, followUpCode } = await raised(running.anonymous, secret, { headers: { traceparent } });
  await running.as('dispatcher').get(`/api/v1/whistles?after=${position}`);
  const events = await running.app.get(EventStore).readStream(`whistle-${id}`);
  await stop();

  const traceId = events[0]!.metadata.correlationId.replaceAll('-', '');
  const trace = collector.spans.filter((span) => span.traceId === traceId);
  const named = (name: string): Span => {
    const found = trace.filter((span) => span.name === name);
    expect([name, found.length]).toEqual([name, 1]);
    return found[0]!;
  };
  const request = named('POST /api/v1/whistles');
  const command = named('RaiseWhistle');
  const append = named('append');
  const view = named('project whistle-search');
  expect(request.parentSpanId).toBeUndefined();
  expect(request.links).toMatchObject([{ traceId: traceparent.slice(3, 35), spanId: traceparent.slice(36, 52) }]);
  expect(command.parentSpanId).toBe(request.spanId);
  expect([append.parentSpanId, view.parentSpanId]).toEqual([command.spanId, command.spanId]);
  expect(attributesOf(append)).toEqual({ 'chuishao.events': events.length, 'chuishao.stream': `whistle-${id}` });
  expect(attributesOf(request)).toEqual({
    'http.request.method': 'POST',
    'http.route': '/api/v1/whistles',
    'http.response.status_code': 201,
  });
  for (const one of trace) expect(BigInt(one.endTimeUnixNano)).toBeGreaterThan(BigInt(one.startTimeUnixNano));

  const sent = collector.bodies.join('\n');
  for (const told of ['张三丰', '13912345678', '漏水', '滨江路', number, followUpCode])
    expect(sent).not.toContain(told);
}, 60_000);

test('a refused command says by which rule; a query is a request alone', async () => {
  const running = await start();
  const { id, position } = await raised(running.anonymous);
  await running.as('dispatcher').post(`/api/v1/whistles/${id}/dispatch`);
  await running.as('dispatcher').get(`/api/v1/triage-board?after=${position}&areaPath=XY`);
  await stop();
  const refused = collector.spans.find(({ name }) => name === 'DispatchWhistle');
  expect(attributesOf(refused!)['chuishao.refused']).toMatch(/^whistle\//);
  const query = collector.spans.find(({ name }) => name === 'GET /api/v1/triage-board')!;
  expect(collector.spans.filter(({ traceId }) => traceId === query.traceId)).toHaveLength(1);
}, 60_000);

test('of no trace is a part sent if it is not sampled', async () => {
  const running = await start(0);
  const { position } = await raised(running.anonymous);
  await running.as('dispatcher').get(`/api/v1/triage-board?after=${position}`);
  await stop();
  expect(collector.spans).toEqual([]);
}, 60_000);

const attributesOf = ({ attributes }: Span): Record<string, unknown> =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]));
