import { ringing } from '@app/deadlines';
import { appending, type AppendRequest, deciding } from '@app/event-store';
import { DomainError, plusMs, type RecordedEvent } from '@app/kernel';
import { projecting } from '@app/projections';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type AnsweredRequest, answeredRequests } from '../http-requests.js';
import { traceAlarms } from './alarms.js';
import { traceWork } from './spans.js';
import type { Done } from './tracer.js';

const CORRELATION = '01234567-89ab-4cde-8f01-23456789abcd';
const COMMAND = 'fedcba98-7654-5321-8fed-cba987654321';
const TRACE = '0123456789ab4cde8f0123456789abcd';
const actor = { id: 'clerk-sz-1', role: 'DEPARTMENT', channel: 'web' } as const;

let told: Done[];
let ends: (() => void)[];
beforeEach(() => {
  told = [];
  const tracer = { tell: (done: Done) => void told.push(done), end: async () => undefined };
  ends = [traceWork(tracer), traceAlarms(tracer)];
});
afterEach(() => ends.forEach((end) => end()));

const answered = (more: Partial<AnsweredRequest> = {}): Done => {
  answeredRequests.publish({ id: CORRELATION, method: 'GET', route: '/x/:id', status: 200, seconds: 0.02, ...more });
  return told.at(-1)!;
};

class SignAssignment {
  readonly context;
  constructor(correlationId?: string, commandId = COMMAND) {
    this.context = { actor, at: now(), commandId, commandHash: 'x', ...(correlationId && { correlationId }) };
  }
}
const decided = (command: SignAssignment, work: () => Promise<unknown>, streamId = 'whistle-7') =>
  deciding.tracePromise(work, { streamId, command }).catch(() => undefined);

function now(): string {
  return new Date().toISOString();
}
const event = (correlationId: string, commandId: string, recordedAt = now()) =>
  ({ recordedAt, metadata: { actor, correlationId, commandId } }) as unknown as RecordedEvent;
const projected = (events: RecordedEvent[], work = async () => undefined as unknown) =>
  projecting.tracePromise(work, { view: 'triage-board', events }).catch(() => undefined);

test('ids follow from what is stored: request, its command, append and view hang together', async () => {
  const request = answered();
  await decided(new SignAssignment(CORRELATION), async () => {
    const append = { streamId: 'whistle-7', commandId: COMMAND, events: [event(CORRELATION, COMMAND)] };
    await appending.tracePromise(async () => undefined, { request: append as unknown as AppendRequest });
  });
  await projected([event(CORRELATION, COMMAND), event(CORRELATION, COMMAND)]);
  const [, append, command, view] = told;
  expect(told.map(({ traceId }) => traceId)).toEqual([TRACE, TRACE, TRACE, TRACE]);
  expect(request).toMatchObject({ name: 'GET /x/:id', spanId: '0123456789ab4cde' });
  expect(request).not.toHaveProperty('parentId');
  expect(command).toMatchObject({ name: 'SignAssignment', spanId: '8fedcba987654321', parentId: '0123456789ab4cde' });
  expect(append).toMatchObject({ name: 'append', parentId: '8fedcba987654321' });
  expect(view).toMatchObject({ name: 'project triage-board', parentId: '8fedcba987654321' });
  expect(view?.attributes).toEqual({ 'chuishao.view': 'triage-board', 'chuishao.events': 2, 'chuishao.page': 2 });
  expect(JSON.stringify(told)).not.toContain(actor.id);
});

test('an alarm begins a trace, and its command follows; what nobody asked for begins its own', async () => {
  const alarm = { whistleId: '7', clockId: 'sign-a1', at: now() };
  await ringing.tracePromise(() => decided(new SignAssignment(COMMAND), async () => undefined), {
    alarm,
    lateMs: 12,
    commandId: COMMAND,
  });
  await decided(new SignAssignment(), async () => undefined);
  const [command, ring, alone] = told;
  expect(ring).toMatchObject({ name: 'ring', traceId: command!.traceId, spanId: command!.parentId });
  expect(ring?.attributes).toEqual({ 'chuishao.stream': 'whistle-7', 'chuishao.late_ms': 12 });
  expect(alone).toMatchObject({ traceId: ring!.traceId, spanId: command!.spanId, parentId: undefined });
});

test('a refusal is named by its code, a failure by its kind, and neither by what it says', async () => {
  const refused = new DomainError('whistle/already-closed', { phone: '13800138000' });
  await decided(new SignAssignment(CORRELATION), () => Promise.reject(refused));
  await projected([event(CORRELATION, COMMAND)], () => Promise.reject(new TypeError('no column for 13800138000')));
  answered({ status: 503 });
  expect(told.map(({ attributes, failed }) => [attributes['chuishao.refused'], failed])).toEqual([
    ['whistle/already-closed', undefined],
    [undefined, 'TypeError'],
    [undefined, '503'],
  ]);
  expect(JSON.stringify(told)).not.toContain('13800138000');
});

test('streams that are named by an account are not told', async () => {
  await decided(new SignAssignment(), async () => undefined, 'directory-grants-clerk-sz-1');
  expect(told[0]?.attributes).toEqual({});
});

test('a page tells of at most a hundred traces, and of no history', async () => {
  const page = Array.from({ length: 150 }, () => event(randomUUID(), randomUUID()));
  await projected([event(CORRELATION, COMMAND, plusMs(now(), -11 * 60_000)), ...page]);
  expect(told).toHaveLength(100);
  expect(told.map(({ traceId }) => traceId)).not.toContain(TRACE);
});

test('ids that no trace can have are passed over', async () => {
  await projected([event('import-7', COMMAND), event(CORRELATION, 'import-7')]);
  await decided(new SignAssignment(undefined, 'import-7'), async () => undefined);
  expect(told).toEqual([]);
});

test.each([
  ['00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', 1],
  ['cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-comes-later', 1],
  ['00-00000000000000000000000000000000-b7ad6b7169203331-01', 0],
  ['00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01', 0],
  ['0af7651916cd43dd8448eb211c80319c', 0],
  [undefined, 0],
])('the caller’s trace %s is linked to if it is one', (traceparent, links) => {
  expect(answered({ traceparent }).links).toHaveLength(links);
});
