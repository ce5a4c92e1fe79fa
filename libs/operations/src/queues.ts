import { type AlarmPlace, type AlarmQueue, openAlarmQueue, recalculating, ringing } from '@app/deadlines';
import { createBullBoard } from '@bull-board/api';
import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import { FastifyAdapter } from '@bull-board/fastify';
import type { FastifyPluginCallback } from 'fastify';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { onEnd } from './on-end.js';
import { soon } from './soon.js';

export interface Queues {
  readonly dashboard: FastifyPluginCallback;
  close(): Promise<void>;
}

/** The queue of alarms, for looking at it only: a dashboard, how many are in which state, how late they ring. */
export function showQueues(place: AlarmPlace, register: Registry): Queues {
  const queue = openAlarmQueue(place);
  // A queue that is away is told by those who set alarms.
  queue.on('error', () => undefined);
  const end = measureAlarms(queue, register);
  return {
    dashboard: dashboardOf(queue),
    async close() {
      end();
      await queue.getBackend().close(true);
    },
  };
}

function measureAlarms(queue: AlarmQueue, register: Registry): () => void {
  const states = new Gauge({
    name: 'chuishao_alarms',
    help: 'Alarms in the queue, by state; absent while it is away',
    labelNames: ['state'] as const,
    registers: [],
    async collect() {
      const counts = await soon(queue.getJobCounts()).catch(() => ({}));
      this.reset();
      for (const [state, count] of Object.entries(counts)) this.set({ state }, count);
    },
  });
  register.registerMetric(states);
  const lateness = new Histogram({
    name: 'chuishao_clock_lateness_seconds',
    help: 'From a clock’s due moment until its alarm rang and its command was answered',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 60, 300, 3600],
    registers: [register],
  });
  const recalculations = new Counter({
    name: 'chuishao_recalculations_total',
    help: 'Whistles whose running clocks were reckoned again because a calendar was revised',
    labelNames: ['outcome'] as const,
    registers: [register],
  });
  const ends = [
    onEnd(ringing, ({ context: { lateMs }, seconds, error }) => {
      // One that fails rings again.
      if (error === undefined) lateness.observe(lateMs / 1000 + seconds);
    }),
    onEnd(recalculating, ({ error }) => recalculations.inc({ outcome: error === undefined ? 'done' : 'failed' })),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function dashboardOf(queue: AlarmQueue): FastifyPluginCallback {
  /** It looks at queues on either backend, but its types know those on Redis only. */
  const shown = queue as unknown as ConstructorParameters<typeof BullMQAdapter>[0];
  const server = new FastifyAdapter();
  server.setBasePath('/queues');
  createBullBoard({
    queues: [new BullMQAdapter(shown, { readOnlyMode: true, description: 'Alarms of running clocks' })],
    serverAdapter: server,
    options: {
      uiConfig: { boardTitle: '吹哨 Chuishao' },
    },
  });
  return server.registerPlugin();
}
