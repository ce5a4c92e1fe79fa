import {
  type handleBidiStreamingCall,
  type handleClientStreamingCall,
  type handleServerStreamingCall,
  type handleUnaryCall,
  Server,
  ServerCredentials,
  type ServerErrorResponse,
} from '@grpc/grpc-js';
import featuresService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_grpc_pb.js';
import features from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/serverfeatures_pb.js';
import type streams from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_pb.js';
import streamsService from '@kurrent/kurrentdb-client/generated/kurrentdb/protocols/v1/streams_grpc_pb.js';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { answerAppend, answerBatchAppend, type FakeAppend, type TakeAppend } from './fake-appends.js';
import { FakeLog } from './fake-log.js';
import { answerRead, type Reading } from './fake-reads.js';

/** What happens to the next append: all connections are cut before or after it is written, or it is written and never answered. */
export type AppendFault = 'cut before' | 'cut after' | 'no answer';

export interface FakeKurrentDb {
  /** `kurrentdb://127.0.0.1:…?tls=false` */
  readonly url: string;
  readonly log: FakeLog;
  /** Calls of each method so far, by its name: `BatchAppend`, `Read`, … */
  readonly calls: ReadonlyMap<string, number>;
  /** How many connections are open. */
  connections(): number;
  dropConnections(): void;
  /** The next append meets this; those after it go well again. Resolves when it has happened. */
  onNextAppend(fault: AppendFault): Promise<void>;
  /** The next read or subscription is cut off after so many events. */
  cutNextReadAfter(events: number): void;
  /** Events that reads and subscriptions were given so far. */
  eventsSent(): number;
  /** Nobody listens any more; what was written is kept. */
  stop(): Promise<void>;
  /** Stops if it runs, and listens again on the same port with what was written. */
  restart(): Promise<void>;
}

export interface FakeOptions {
  /** Largest append, in bytes of data and metadata: a real server's `MaxAppendSize`. */
  readonly maxAppendBytes?: number;
}

/**
 * A FAKE of KurrentDB for tests: a gRPC server in this process that speaks the client's own generated protocol and keeps
 * everything in memory. It does what the tests of the adapter ask of a server, as leniently as a real one, and nothing more;
 * that the adapter works with a real KurrentDB is shown only by running the same tests against one (`KURRENTDB_URL`).
 */
export async function startFakeKurrentDb({
  maxAppendBytes = 64 * 1024 * 1024,
}: FakeOptions = {}): Promise<FakeKurrentDb> {
  const log = new FakeLog();
  const calls = new Map<string, number>();
  const sockets = new Set<Socket>();
  const dropConnections = () => {
    for (const socket of sockets) socket.destroy();
    log.wake();
  };
  let fault: { readonly kind: AppendFault; readonly happened: () => void } | undefined;
  let [sent, cutIn] = [0, 0];
  const count = (method: string) => calls.set(method, (calls.get(method) ?? 0) + 1);

  const reading: Reading = {
    log,
    sent: () => {
      sent++;
      if (--cutIn === 0) dropConnections();
    },
  };
  const take: TakeAppend = async ({ streamId, expected, events }: FakeAppend) => {
    const met = fault;
    fault = undefined;
    met?.happened();
    if (met?.kind === 'cut before') dropConnections();
    if (met?.kind === 'cut before') return undefined;
    const bytes = events.reduce((sum, { data, metadata }) => sum + data.length + metadata.length, 0);
    if (bytes > maxAppendBytes) return { tooBig: maxAppendBytes };
    const verdict = log.append(streamId, expected, events);
    if (met?.kind === 'cut after') dropConnections();
    return met ? undefined : verdict;
  };

  const listen = async (port: number) => {
    const grpc = grpcServer(reading, take, count);
    const injector = grpc.createConnectionInjector(ServerCredentials.createInsecure());
    const server = createServer({ noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
      injector.injectConnection(socket);
    }).listen(port, '127.0.0.1');
    await once(server, 'listening');
    return { grpc, server, port: (server.address() as AddressInfo).port };
  };

  let running: Awaited<ReturnType<typeof listen>> | undefined = await listen(0);
  const { port } = running;
  const stop = async () => {
    const stopping = running;
    running = undefined;
    if (!stopping) return;
    const closed = once(stopping.server, 'close');
    stopping.server.close();
    dropConnections();
    stopping.grpc.forceShutdown();
    await closed;
  };
  return {
    url: `kurrentdb://127.0.0.1:${port}?tls=false`,
    log,
    calls,
    connections: () => sockets.size,
    dropConnections,
    onNextAppend: (kind) =>
      new Promise<void>((happened) => {
        fault = { kind, happened };
      }),
    cutNextReadAfter: (events) => {
      cutIn = events;
    },
    eventsSent: () => sent,
    stop,
    restart: async () => {
      await stop();
      log.forgetIds();
      running = await listen(port);
    },
  };
}

const METHODS = ['Read', 'Append', 'BatchAppend'];

function grpcServer(reading: Reading, take: TakeAppend, count: (method: string) => void): Server {
  const grpc = new Server({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 });
  const read: handleServerStreamingCall<streams.ReadReq, streams.ReadResp> = (call) => {
    count('Read');
    call.on('error', () => undefined).on('cancelled', () => reading.log.wake());
    answerRead(reading, call).catch((error: unknown) => call.emit('error', error as ServerErrorResponse));
  };
  const append: handleClientStreamingCall<streams.AppendReq, streams.AppendResp> = (call, respond) => {
    count('Append');
    answerAppend(call, take, (response) => respond(null, response));
  };
  const batchAppend: handleBidiStreamingCall<streams.BatchAppendReq, streams.BatchAppendResp> = (call) => {
    count('BatchAppend');
    answerBatchAppend(call, take);
  };
  const getSupportedMethods: handleUnaryCall<unknown, features.SupportedMethods> = (_, respond) => {
    count('GetSupportedMethods');
    const supported = METHODS.map((method) =>
      new features.SupportedMethod().setServiceName('event_store.client.streams.Streams').setMethodName(method),
    );
    respond(null, new features.SupportedMethods().setMethodsList(supported).setEventStoreServerVersion('0.0.0-fake'));
  };
  grpc.addService(streamsService.StreamsService, { read, append, batchAppend });
  grpc.addService(featuresService.ServerFeaturesService, { getSupportedMethods });
  return grpc;
}
