import { freePort } from '@app/runtime';
import { redisAvailable, redisIsOurs, startRedis, type TestRedis } from '@app/testing';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Redis } from 'ioredis';
import { openAlarmQueue, removeAlarms } from './alarm-queue.js';
import { deadlineContract, type Ringing, until } from './deadlines.contract.js';

describe('clocks that ring, with alarms in PostgreSQL', () => {
  deadlineContract(async () => ({
    wipe: (database) => database.query('TRUNCATE bullmq.job CASCADE'),
    stop: async () => undefined,
  }));
});

const onRedis = async () => {
  const redis = await startRedis();
  return { redisUrl: redis.url, ...redis };
};
(redisAvailable ? describe : describe.skip)('clocks that ring, with alarms in Redis', () => {
  deadlineContract(onRedis, (ringing) => {
    it('records every breach once though Redis comes back empty', async () => {
      const { startWorker, inMs, raise, alarmSet, breach, missedOf, kept } = ringing;
      await startWorker(100);
      const dueAts = Array.from({ length: 40 }, (_, n) => inMs(3_000 + n * 50));
      const ids = await Promise.all(dueAts.map((dueAt) => raise(dueAt)));
      await alarmSet(ids.at(-1)!, dueAts.at(-1)!);
      await kept().restart();
      for (const [n, id] of ids.entries()) expect(await breach(id)).toMatchObject({ dueAt: dueAts[n] });
      for (const id of ids) expect(await missedOf(id)).toHaveLength(1);
    });
    (redisIsOurs ? describe : describe.skip)('while it is away', () => away(ringing));
  });
});

(redisAvailable ? it : it.skip)('a reset leaves nothing of ours in Redis, and what is somebody else’s', async () => {
  const kept = await startRedis();
  const [queue, redis] = [openAlarmQueue({ databaseUrl: '', redisUrl: kept.url }), new Redis(kept.url)];
  try {
    await queue.add('alarm', { whistleId: 'w', dueAt: '2099-01-01T00:00:00.000Z' } as never, { delay: 3_600_000 });
    await redis.set('somebody:else', '1');
    expect(await redis.keys('chuishao:*')).not.toEqual([]);
    expect(await removeAlarms(kept.url)).toBeGreaterThan(0);
    expect(await redis.keys('*')).toEqual(['somebody:else']);
  } finally {
    redis.disconnect();
    await queue.close();
    await kept.stop();
  }
});

function away({ startWorker, place, raise, inMs, breach }: Ringing<TestRedis & { redisUrl: string }>): void {
  let redis: TestRedis | undefined;
  afterEach(() => redis?.stop());
  const said = jest.spyOn(Logger.prototype, 'warn');

  it('a worker starts all the same, says so once and without the password, and rings when it comes', async () => {
    const port = await freePort();
    said.mockClear();
    await startWorker(100, { ...place(), redisUrl: `redis://:secret@127.0.0.1:${port}` });
    const dueAt = inMs(-1_000);
    const whistleId = await raise(dueAt);
    await until('a word of it', async () => said.mock.calls.length > 0);
    redis = await startRedis({ port });
    expect(await breach(whistleId)).toMatchObject({ dueAt });
    const words = said.mock.calls.map(([text]) => String(text));
    expect(words.filter((text) => text.includes(`ECONNREFUSED 127.0.0.1:${port}`))).toHaveLength(1);
    expect(words.join('\n')).not.toContain('secret');
  });

  it('breaches are recorded all the same, a little late', async () => {
    await startWorker(100, { ...place(), redisUrl: `redis://127.0.0.1:${await freePort()}` });
    const dueAt = inMs(500);
    expect(await breach(await raise(dueAt))).toMatchObject({ dueAt });
  });

  it.each([
    ['never came', false],
    ['went away', true],
  ])('a worker whose Redis %s can still be ended', async (_, came) => {
    const port = await freePort();
    if (came) redis = await startRedis({ port });
    said.mockClear();
    const worker = await startWorker(100, { ...place(), redisUrl: `redis://127.0.0.1:${port}` });
    if (came) {
      await breach(await raise(inMs(-1_000)));
      await redis?.stop();
    }
    await until('a word of it', async () => said.mock.calls.length > 0);
    await worker.close();
  });
}
