import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const pidFile = (cluster: string): string => join(cluster, 'postmaster.pid');

function lines(cluster: string): string[] {
  const file = pidFile(cluster);
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
}

/** Whether the server on this cluster accepts connections on `port`: lines 4 and 8 of its pid file say so. */
export function isReady(cluster: string, port: number): boolean {
  const text = lines(cluster);
  return text[3] === String(port) && text[7]?.trim() === 'ready';
}

/**
 * Ends a server that a killed process left behind, and removes a pid file whose process is gone or is something else.
 * Only for the holder of the instance lock: nobody else may be using the cluster.
 */
export async function clearLeftovers(cluster: string): Promise<void> {
  const pid = Number(lines(cluster)[0]);
  for (let tries = 0; tries < 600 && isPostgres(pid); tries++) {
    if (tries % 100 === 0) process.kill(pid, tries < 300 ? 'SIGINT' : 'SIGQUIT');
    await pause(50);
  }
  rmSync(pidFile(cluster), { force: true });
}

function isPostgres(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    const command =
      process.platform === 'linux'
        ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        : execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
    return command.includes('postgres');
  } catch {
    return false;
  }
}
