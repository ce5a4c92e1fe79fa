/** A Ctrl-C reaches us twice under npm, from the terminal and from npm; only a later one means "now". */
const SAME_KEYSTROKE_MS = 500;
const PARENT_CHECK_MS = 500;

/**
 * Resolves with the reason when this process is to end: a signal, or the end of the npm that started it.
 * From then on a further signal ends it at once, with `force`.
 */
export function endRequested(force: () => void): Promise<string> {
  return new Promise((resolve) => {
    let firstAt = 0;
    const ask = (reason: string): void => {
      if (firstAt && Date.now() - firstAt > SAME_KEYSTROKE_MS) force();
      firstAt ||= Date.now();
      resolve(reason);
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => ask(signal));
    if (process.env['npm_lifecycle_event']) {
      const npm = process.ppid;
      setInterval(() => process.ppid !== npm && resolve('npm has ended'), PARENT_CHECK_MS).unref();
    }
  });
}
