import { projectRoot } from '@app/runtime';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const folder = join(projectRoot, 'apps/bench/peers');

/** A package that something is measured beside; installed when it is first measured. */
export function peer(name: string): unknown {
  if (!existsSync(join(folder, 'node_modules', name))) {
    console.error('Installing what is measured beside …');
    const { status } = spawnSync('npm', ['install', '--no-save'], { cwd: folder, stdio: ['ignore', 2, 2] });
    if (status !== 0) throw new Error('the peers could not be installed, see above');
  }
  return createRequire(join(folder, 'package.json'))(name);
}
