import { Progress } from '../progress.js';

/** Progress over the phases of a command, one line each. */
export class Phases {
  #current: Progress | undefined;

  readonly begin = (name: string): ((rows: number) => void) => {
    this.#current?.end();
    const progress = new Progress(name, 'rows');
    this.#current = progress;
    return (rows) => progress.update(rows);
  };

  end(): void {
    this.#current?.end();
    this.#current = undefined;
  }
}
