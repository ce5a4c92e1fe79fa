import { Logger } from '@nestjs/common';

/** Starts a process of its own: says that it runs, or in one line why not. It ends by signal. */
export async function runAlone(start: () => Promise<string>): Promise<void> {
  try {
    new Logger('Process').log(await start());
  } catch (error) {
    process.stderr.write(`${oneLine(error)}\n`);
    process.exit(1);
  }
}

/** What to tell a person about an error. */
export const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error))
    .trim()
    .replaceAll(/\s*\n\s*/g, ' ');
