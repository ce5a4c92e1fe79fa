/** The mapping or the file cannot be used at all: a line for each thing that is wrong. */
export class Unusable extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'Unusable';
  }
}

/** Says line by line what cannot be used, and ends with 1. */
export async function reportUnusable(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Unusable)) throw error;
    for (const line of error.lines) console.error(`chuishao: ${line}`);
    process.exitCode = 1;
  }
}
