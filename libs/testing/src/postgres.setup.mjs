import { register } from 'node:module';

/** Jest's global set-up: one server for the whole run, see `postgres.ts`. */
export default async function setup() {
  register('./typescript.hooks.mjs', import.meta.url);
  const { startTestServer } = await import('./postgres.ts');
  globalThis.stopTestServer = await startTestServer();
}
