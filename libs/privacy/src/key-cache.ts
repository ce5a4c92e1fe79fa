export interface KeyCacheOptions {
  readonly size?: number;
  readonly maxAgeMs?: number;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
}

/** The keys used last, for a short time: an erasure by another process is noticed when the entry has aged. */
export class KeyCache<Key> {
  readonly #entries = new Map<string, { readonly key: Key; readonly until: number }>();
  readonly #size: number;
  readonly #maxAgeMs: number;
  readonly #now: () => number;
  #generation = 0;

  constructor({ size = 10_000, maxAgeMs = 15_000, now = () => performance.now() }: KeyCacheOptions = {}) {
    this.#size = size;
    this.#maxAgeMs = maxAgeMs;
    this.#now = now;
  }

  /** Changes with every `forget`. Take it before reading what you are going to `put`. */
  get generation(): number {
    return this.#generation;
  }

  many(ids: readonly string[]): Map<string, Key> {
    const found = new Map<string, Key>();
    for (const id of ids) {
      const entry = this.#entries.get(id);
      if (!entry) continue;
      this.#entries.delete(id);
      if (entry.until <= this.#now()) continue;
      this.#entries.set(id, entry);
      found.set(id, entry.key);
    }
    return found;
  }

  /** Not kept if anything has been forgotten since `asOf`: the key may have been read before it was destroyed. */
  put(id: string, key: Key, asOf: number): void {
    if (asOf !== this.#generation) return;
    this.#entries.delete(id);
    this.#entries.set(id, { key, until: this.#now() + this.#maxAgeMs });
    const oldest = this.#entries.keys().next();
    if (this.#entries.size > this.#size && !oldest.done) this.#entries.delete(oldest.value);
  }

  forget(id: string): void {
    this.#generation++;
    this.#entries.delete(id);
  }
}
