import { execFile } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What to put before a PostgreSQL program, and who then owns its files (undefined: whoever we are). */
export interface Unprivileged {
  readonly prefix: readonly string[];
  readonly owner?: number;
}

/**
 * PostgreSQL refuses to run as root. As root it runs in a user namespace that shows us as `nobody`, so its files stay
 * ours; where namespaces are blocked (many containers), or the cluster belongs to somebody else, it runs as that user
 * (else `nobody`), keeping only the right to pass through closed folders.
 * @param cluster the data folder, which may not exist yet
 * @throws Error one line, if neither way is open
 */
export async function unprivileged(cluster: string, program: string): Promise<Unprivileged> {
  if (process.getuid?.() !== 0) return { prefix: [] };
  const nobody = uidOf('nobody');
  const owner = existsSync(cluster) ? statSync(cluster).uid : 0;
  const namespace = ['unshare', '--user', `--map-user=${nobody}`, `--map-group=${nobody}`, '--'];
  if (owner === 0 && (await works(namespace, program))) return { prefix: namespace, owner: 0 };
  const uid = owner || nobody;
  const user = ['setpriv', `--reuid=${uid}`, `--regid=${uid}`, '--clear-groups', ...passingFolders, '--'];
  if (await works(user, program)) return { prefix: user, owner: uid };
  throw new Error(
    'PostgreSQL does not run as root, and neither unshare nor setpriv works here: start as an ordinary user, or set DATABASE_URL',
  );
}

const passingFolders = ['--securebits=+no_setuid_fixup', '--inh-caps=+dac_override', '--ambient-caps=+dac_override'];

async function works([command = '', ...args]: readonly string[], program: string): Promise<boolean> {
  return run(command, [...args, program, '--version']).then(
    () => true,
    () => false,
  );
}

function uidOf(name: string): number {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((it) => it.startsWith(`${name}:`));
  return Number(line?.split(':')[2] ?? 65_534);
}
