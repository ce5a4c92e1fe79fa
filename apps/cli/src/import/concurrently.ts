/**
 * Works on the items of a sequence, at most `limit` at a time, beginning them in order.
 * After a failure no further item is begun; it is thrown when those in hand have ended.
 */
export async function concurrently<T>(
  items: AsyncIterable<T>,
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const source = items[Symbol.asyncIterator]();
  const stop = new AbortController();
  const worker = async (): Promise<void> => {
    try {
      while (!stop.signal.aborted) {
        const next = await source.next();
        if (next.done) return;
        await work(next.value);
      }
    } catch (error) {
      stop.abort(error);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
  await source.return?.();
  stop.signal.throwIfAborted();
}
