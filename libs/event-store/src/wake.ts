/** Tells sleepers that there may be something new. Take `seen` before looking, so that no wake-up falls between. */
export class Wake {
  #count = 0;
  readonly #sleepers = new Set<() => void>();

  get seen(): number {
    return this.#count;
  }

  wake(): void {
    this.#count++;
    for (const rouse of this.#sleepers) rouse();
  }

  /** Until the first wake-up after `seen`, `ms` have passed, or the signal is aborted. */
  async since(seen: number, ms: number, signal: AbortSignal): Promise<void> {
    if (this.#count !== seen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const rouse = () => {
        clearTimeout(timer);
        this.#sleepers.delete(rouse);
        signal.removeEventListener('abort', rouse);
        resolve();
      };
      const timer = setTimeout(rouse, ms);
      this.#sleepers.add(rouse);
      signal.addEventListener('abort', rouse);
    });
  }
}
