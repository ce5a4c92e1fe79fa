import { AsyncLocalStorage } from 'node:async_hooks';

/** The correlation id of what is being done now: a request's, an alarm's, a page's. Every line of the log carries it. */
export const correlation = new AsyncLocalStorage<string | undefined>();
