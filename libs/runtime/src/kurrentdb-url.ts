export const KURRENTDB_EXAMPLE = 'kurrentdb://user:password@host:2113?tls=true or kurrentdb+discover://host';

const SHAPE = /^kurrentdb(\+discover)?:\/\/([^\s:@/?]+:[^\s@/?]+@)?(?<hosts>[\w.:,[\]-]+)\/?(\?(?<options>\S*))?$/;

/** All that the client knows, but for `throwOnAppendFailure`, which is not the operator's to say. */
const OPTIONS = [
  'tls',
  'tlsVerifyCert',
  'tlsCAFile',
  'userCertFile',
  'userKeyFile',
  'nodePreference',
  'connectionName',
  'defaultDeadline',
  'discoveryInterval',
  'maxDiscoverAttempts',
  'gossipTimeout',
  'keepAliveInterval',
  'keepAliveTimeout',
];

/**
 * Whether it is a connection string of KurrentDB: one host or several, with options that its client knows. Told here because the
 * client prints the whole of it, with the password, when it meets an option that it does not know.
 */
export function isKurrentDbUrl(text: string): boolean {
  const parts = SHAPE.exec(text)?.groups;
  if (!parts) return false;
  const names = [...new URLSearchParams(parts['options']).keys()];
  return names.every((name) => OPTIONS.includes(name));
}
