import { execFileSync } from 'node:child_process';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Who is using a data folder, as its `runtime.json` says; the file is the lock too, and readable by its owner only. */
export interface Instance {
  readonly pid: number;
  /** Tells the process from a later one with the same pid. */
  readonly startedAt: string;
  /** `up` serves until it is stopped; a command is done soon. */
  readonly role: 'up' | 'command';
  /** `http://…`, once it listens. */
  readonly address?: string;
  readonly port?: number;
  readonly databaseUrl?: string;
}

export interface InstanceLock {
  /** Tells the others where this instance is found. */
  publish(details: Pick<Instance, 'address' | 'port' | 'databaseUrl'>): void;
  release(): void;
}

/** Somebody else is using the data folder: the message is one line with pid and address. */
export class DataDirInUse extends Error {
  override readonly name = 'DataDirInUse';
}

const fileIn = (dataDir: string): string => join(dataDir, 'runtime.json');

/** The live instance on this data folder, if there is one; what a killed process left there does not count. */
export function runningInstance(dataDir: string): Instance | undefined {
  const instance = recorded(dataDir);
  return instance && startOf(instance.pid) === instance.startedAt ? instance : undefined;
}

/**
 * Takes the data folder for this process. The lock needs no release: it ends with the process.
 * @throws DataDirInUse, and Error naming DATA_DIR if the folder cannot be made
 */
export function lockDataDir(dataDir: string, role: Instance['role']): InstanceLock {
  makeFolder(dataDir);
  const file = fileIn(dataDir);
  const own = `${file}.${process.pid}`;
  let mine: Instance = { pid: process.pid, startedAt: startOf(process.pid) ?? '', role };
  const write = (): void => writeFileSync(own, `${JSON.stringify(mine)}\n`, { mode: 0o600 });

  write();
  try {
    while (!linked(own, file)) {
      const other = runningInstance(dataDir);
      if (other) throw new DataDirInUse(`${dataDir} is in use by ${describe(other)}`);
      setAside(dataDir);
    }
  } finally {
    rmSync(own, { force: true });
  }
  return {
    publish(details) {
      mine = { ...mine, ...details };
      write();
      renameSync(own, file);
    },
    release() {
      if (recorded(dataDir)?.startedAt === mine.startedAt) rmSync(file, { force: true });
    },
  };
}

/** Level by level: Node's own recursive way never ends where a folder cannot be made at all, as below /proc. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST') throw new Error(`DATA_DIR: ${path} cannot be made (${code})`, { cause: error });
  }
}

const describe = ({ pid, role, address }: Instance): string =>
  role === 'up' ? `process ${pid}, ${address ? `running at ${address}` : 'starting'}` : `a command, process ${pid}`;

/** Creates `file` with its content in one step, or says that it exists. */
function linked(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** Removes a dead lock; if another process was quicker and took the folder meanwhile, its lock is put back. */
function setAside(dataDir: string): void {
  const aside = `${fileIn(dataDir)}.${process.pid}.dead`;
  try {
    renameSync(fileIn(dataDir), aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const taken = parse(aside);
  if (taken && startOf(taken.pid) === taken.startedAt) linked(aside, fileIn(dataDir));
  rmSync(aside, { force: true });
}

const recorded = (dataDir: string): Instance | undefined => parse(fileIn(dataDir));

function parse(file: string): Instance | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Instance;
  } catch {
    return undefined;
  }
}

/** When a process started, in the system's own words; undefined if there is no such process. */
function startOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' }).trim();
    }
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    // the fields after the program's name, which may hold blanks: state is the 1st, the start in clock ticks the 20th
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ');
    return fields?.[0] === 'Z' ? undefined : `${boot} ${fields?.[19]}`;
  } catch {
    return undefined;
  }
}
