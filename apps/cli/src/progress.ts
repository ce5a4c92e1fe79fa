const EVERY_MS = { terminal: 200, log: 5_000 };
/** How much the latest interval counts: rates change when rows are skipped or views are large. */
const WEIGHT = 0.3;

const count = (n: number): string => Math.round(n).toLocaleString('en-US');

function duration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60 ? `${minutes} min ${whole % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** How far a long command is, with rate and remaining time: one line that changes on a terminal, now and then a line elsewhere. */
export class Progress {
  private readonly began = performance.now();
  private shownAt = this.began;
  private shown = 0;
  private done = 0;
  private rate: number | undefined;

  /** @param unit what is counted: `rows`, `events` */
  constructor(
    private readonly label: string,
    private readonly unit: string,
    private readonly out: NodeJS.WriteStream = process.stderr,
  ) {}

  /** Cheap: shows something only when it is time to. */
  update(done: number, total?: number): void {
    this.done = done;
    const now = performance.now();
    const elapsed = now - this.shownAt;
    if (elapsed < (this.out.isTTY ? EVERY_MS.terminal : EVERY_MS.log)) return;
    const latest = ((done - this.shown) / elapsed) * 1000;
    this.rate = this.rate === undefined ? latest : (1 - WEIGHT) * this.rate + WEIGHT * latest;
    [this.shownAt, this.shown] = [now, done];
    this.write(this.line(total));
  }

  /** The last line: how much it was, and how fast on the whole. */
  end(): void {
    const seconds = (performance.now() - this.began) / 1000;
    const rate = this.done / Math.max(seconds, 0.001);
    this.write(
      `${this.label}: ${count(this.done)} ${this.unit} in ${seconds.toFixed(1)} s, ${count(rate)} ${this.unit}/s`,
    );
    if (this.out.isTTY) this.out.write('\n');
  }

  private line(total?: number): string {
    const { rate = 0 } = this;
    const of = total ? ` of ${count(total)} (${Math.floor((this.done / total) * 100)} %)` : '';
    const left = total && rate > 0 ? `, ${duration((total - this.done) / rate)} left` : '';
    return `${this.label}: ${count(this.done)}${of} ${this.unit}, ${count(rate)} ${this.unit}/s${left}`;
  }

  private write(line: string): void {
    this.out.write(this.out.isTTY ? `\r\u001B[2K${line}` : `${line}\n`);
  }
}
