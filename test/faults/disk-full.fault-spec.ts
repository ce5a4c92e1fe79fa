import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder, type StartedApi, until } from '../processes.js';
import { Stage } from './stage.js';

/** Room for a new cluster with the sample district, and some more. */
const DISK = '256m';
/** Left for the log when the disk runs full. */
const LEFT_BYTES = 2 * 1024 * 1024;

const disk = mkdtempSync(join(tmpdir(), 'chuishao-disk-'));
/** A small disk of our own: only root may make one. */
const mounted = (() => {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK},mode=0700`, 'tmpfs', disk], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

(mounted ? describe : describe.skip)('the disk that the log lies on is full (a small tmpfs; needs root)', () => {
  let stage: Stage;
  let api: StartedApi;
  beforeAll(async () => {
    mkdirSync(join(disk, 'database'), { mode: 0o700 });
    // recycled segments of the write-ahead log would be room that nobody sees
    const settings = { min_wal_size: '32MB', max_wal_size: '48MB', wal_recycle: 'off' };
    stage = await Stage.set({ databaseDir: join(disk, 'database'), settings });
    ({ api } = await stage.run());
  }, 90_000);
  afterAll(async () => {
    await stage.strike();
    execFileSync('umount', [disk]);
    removeFolder(disk);
  }, 30_000);

  test('commands are refused with 503 while there is no room, nothing is half written, and they go on once there is', async () => {
    const load = stage.load(() => api.address, 'disk-full');
    load.start();
    await load.goesOn();
    const ballast = join(disk, 'ballast');
    const { bavail, bsize } = statfsSync(disk);
    writeFileSync(ballast, Buffer.alloc(bavail * bsize - LEFT_BYTES, 1));
    const refused = () => load.attempts.filter(({ status }) => status === 503);
    await until(
      () => refused().length >= 5,
      () => JSON.stringify(load.tally()),
    );

    rmSync(ballast);
    const room = performance.now();
    // without room for its own log Postgres may end, now or in a moment; whoever minds it starts it again
    await until(async () => {
      await stage.database.start();
      return load.attempts.some(({ at, status = 500 }) => at > room && status < 300);
    });
    await load.goesOn();
    const pauseMs = load.longestPauseSince(room);
    const broken = await stage.broken();
    process.stderr.write(`disk full: ${JSON.stringify({ pauseMs, ...load.tally() })}\n`);
    expect(broken).toEqual([]);
    expect(refused().every(({ code, retryAfter }) => code === 'service/unavailable' && retryAfter)).toBe(true);
    expect(load.tally()).not.toHaveProperty('internal/error');
  }, 150_000);
});
