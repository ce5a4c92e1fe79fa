const HEX = Array.from({ length: 0x1_0000 }, (_, n) => n.toString(16).padStart(4, '0'));

/** UUIDs that look like chance and are the same each time: quick, and good for nothing else. */
export class Ids {
  private state = 0x9e3779b9;

  next(): string {
    const [a, b, c, d, e, f, g, h] = [this.two(), this.two(), this.two(), this.two()].flat();
    return `${a}${b}-${c}-5${d?.slice(1)}-8${e?.slice(1)}-${f}${g}${h}`;
  }

  /** From 0 up to, not including, 1. */
  share(): number {
    return this.word() / 0x1_0000_0000;
  }

  private two(): (string | undefined)[] {
    const word = this.word();
    return [HEX[word >>> 16], HEX[word & 0xffff]];
  }

  /** mulberry32 */
  private word(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  }
}
