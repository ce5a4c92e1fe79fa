import { describe, test } from '@jest/globals';
import { killedAndResumed, MASTER_KEY, PATIENCE_MS, SAMPLES } from '../requests-of-boston.js';
import { runningApi } from '../running-api.js';
import { LONG } from './stage.js';

/** In short, the first hundreds do: `import.e2e-spec.ts`. */
(SAMPLES && LONG ? describe : describe.skip)('the requests of Boston (DATA_SAMPLES, in the long form)', () => {
  test.each([
    ['two thousand of a year', 'boston311-2015-sample2000.csv', 2000],
    ['a month', 'boston311-2015-june.csv.gz', 10_332],
  ])(
    '%s are taken in once by an import that is killed and started again, and count as in the file',
    async (_, file, rows) => {
      const api = await runningApi({ masterKey: MASTER_KEY });
      try {
        await killedAndResumed(api, file, rows, rows / 10);
      } finally {
        await api.stop();
      }
    },
    2 * PATIENCE_MS,
  );
});
