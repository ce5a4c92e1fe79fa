/** Numbers that look like chance and are the same for the same seed (mulberry32 on an FNV-1a hash). */
export class Random {
  private state: number;

  constructor(seed: string) {
    this.state = Buffer.from(seed).reduce((hash, byte) => Math.imul(hash ^ byte, 0x01000193), 0x811c9dc5);
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  }

  between(from: number, to: number): number {
    return from + this.next() * (to - from);
  }

  /** Both ends included. */
  whole(from: number, to: number): number {
    return Math.floor(this.between(from, to + 1));
  }

  chance(share: number): boolean {
    return this.next() < share;
  }

  /** @throws Error there is nothing to pick from */
  pick<T>(from: readonly T[]): T {
    return this.weighted(from, () => 1);
  }

  /** @throws Error nothing there has any weight */
  weighted<T>(from: readonly T[], weight: (one: T) => number): T {
    let left = this.next() * from.reduce((sum, one) => sum + weight(one), 0);
    const found = from.find((one) => (left -= weight(one)) < 0);
    if (found === undefined) throw new Error('nothing to pick from');
    return found;
  }
}
