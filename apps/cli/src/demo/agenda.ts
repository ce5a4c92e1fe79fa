interface Entry {
  readonly at: number;
  readonly act: () => void;
}

/** What is going to happen, in order of time; what happens adds to it. */
export class Agenda {
  private entries: Entry[] = [];

  /** @param at epoch milliseconds */
  add(at: number, act: () => void): void {
    this.entries.push({ at, act });
  }

  clear(): void {
    this.entries = [];
  }

  /** The next to happen; entries of the same moment in the order in which they were added. */
  take(): Entry | undefined {
    const next = this.entries.reduce<Entry | undefined>(
      (first, one) => (first && first.at <= one.at ? first : one),
      undefined,
    );
    this.entries = this.entries.filter((one) => one !== next);
    return next;
  }
}
