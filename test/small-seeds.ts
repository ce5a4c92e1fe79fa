import { projectRoot } from '@app/runtime';
import { cpSync } from 'node:fs';
import { join } from 'node:path';

/** The sample district without its thousands of grid workers, for whom a test need not wait. @returns its folder */
export function smallSeeds(below: string): string {
  const seeds = join(below, 'seeds');
  cpSync(join(projectRoot, 'seeds'), seeds, { recursive: true, filter: (path) => !/posts.XY/.test(path) });
  return seeds;
}
