import { afterAll, beforeAll, describe, test } from '@jest/globals';
import { killedAndResumed, MASTER_KEY, PATIENCE_MS, SAMPLES } from '../requests-of-boston.js';
import { type RunningApi, runningApi } from '../running-api.js';
import { LONG } from './stage.js';

/** In short, two thousand requests do: `import.e2e-spec.ts`. */
(SAMPLES && LONG ? describe : describe.skip)('a month of Boston (DATA_SAMPLES, in the long form)', () => {
  let api: RunningApi;
  beforeAll(async () => {
    api = await runningApi({ masterKey: MASTER_KEY });
  }, PATIENCE_MS);
  afterAll(() => api.stop());

  test(
    'is taken in once by an import that is killed and started again, and counts as in the file',
    () => killedAndResumed(api, 'boston311-2015-june.csv.gz', 10_332, 1000),
    PATIENCE_MS,
  );
});
