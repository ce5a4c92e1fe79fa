/**
 * Starts anything from a bare clone, with Node's own modules alone: installs what is missing, builds what has changed,
 * then runs the command line or a benchmark (`--bench …`) in this process, or Jest (`--jest …`) in a child.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const at = (...path) => join(root, ...path);
const args = process.argv.slice(2);

function quit(line, code = 1) {
  console.error(`chuishao: ${line}`);
  process.exit(code);
}

function checkMachine() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19)) quit(`Node 20.19 or later is needed, this is ${process.version}`);
  if (!['linux', 'darwin'].includes(process.platform)) {
    quit(`${process.platform} is not supported: use Linux or macOS (on Windows, WSL)`);
  }
}

function step(title, command, commandArgs) {
  console.error(`${title} …`);
  const began = Date.now();
  const { status, signal } = spawnSync(command, commandArgs, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) quit(`${title.toLowerCase()} failed${signal ? ` (${signal})` : ''}, see above`, status ?? 1);
  console.error(`${title}: ${((Date.now() - began) / 1000).toFixed(1)} s`);
}

/** npm writes down last of all what it has installed: compare that with what package-lock.json asks for. */
function installed() {
  if (!existsSync(at('node_modules/.package-lock.json'))) return false;
  const packages = (file) => JSON.parse(readFileSync(at(file), 'utf8')).packages;
  const have = packages('node_modules/.package-lock.json');
  return Object.entries(packages('package-lock.json')).every(
    ([path, { version, optional, devOptional, link }]) =>
      path === '' || link || (have[path] ? have[path].version === version : Boolean(optional ?? devOptional)),
  );
}

function install() {
  if (installed()) return;
  const npm = process.env.npm_execpath;
  // not `npm ci`: it refuses a lock file that lacks other platforms' optional packages, which not every registry has
  const command = ['install', '--no-save', '--include=dev', '--include=optional', '--loglevel=error'];
  step('Installing dependencies', npm ? process.execPath : 'npm', npm ? [npm, ...command] : command);
}

const byName = (a, b) => (a < b ? -1 : 1);

/** A fingerprint of everything that the build reads, by name, size and time. */
function sources() {
  const hash = createHash('sha256');
  const add = (path) => {
    const { size, mtimeMs } = statSync(at(path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  };
  for (const folder of ['apps', 'libs', 'migrations']) {
    for (const file of readdirSync(at(folder), { recursive: true }).toSorted(byName)) {
      if (file.endsWith('.ts') && !file.includes('node_modules')) add(join(folder, file));
    }
  }
  ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json', 'nest-cli.json'].forEach(add);
  return hash.digest('hex');
}

const stamp = at('dist/.sources');
const built = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === sources();

function build() {
  if (built()) return;
  const lock = at('node_modules/.chuishao-build');
  while (!locked(lock)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
  try {
    if (built()) return;
    const fingerprint = sources();
    step('Building', process.execPath, [at('node_modules/@nestjs/cli/bin/nest.js'), 'build']);
    writeFileSync(stamp, fingerprint);
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

/** Two starts at once must not build into the same folder; a builder that was killed does not count. */
function locked(lock) {
  try {
    mkdirSync(lock);
    writeFileSync(join(lock, 'pid'), String(process.pid));
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  try {
    process.kill(Number(readFileSync(join(lock, 'pid'), 'utf8')), 0);
  } catch (error) {
    const abandoned =
      error.code === 'ESRCH' || Date.now() - (statSync(lock, { throwIfNoEntry: false })?.mtimeMs ?? Date.now()) > 2000;
    if (abandoned && error.code !== 'EPERM') rmSync(lock, { recursive: true, force: true });
  }
  return false;
}

function jest(jestArgs) {
  const flags = '--experimental-vm-modules --disable-warning=ExperimentalWarning';
  const child = spawn(process.execPath, [at('node_modules/jest/bin/jest.js'), ...jestArgs], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${flags}`.trim() },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('close', (code) => process.exit(code ?? 1));
}

checkMachine();
install();
if (args[0] === '--jest') {
  if (args.some((arg) => ['int', 'e2e', 'faults'].includes(arg)) || !args.includes('unit')) build();
  jest(args.slice(1));
} else {
  build();
  process.setSourceMapsEnabled(true);
  const bench = args[0] === '--bench';
  const main = at(`dist/apps/${bench ? 'bench' : 'cli'}/src/main.js`);
  process.argv = [process.execPath, main, ...args.slice(bench ? 1 : 0)];
  await import(main);
}
