export const OPTIONS = Symbol('notifications');

export interface NotificationsOptions {
  /** Private networks that messages may go to all the same, such as `10.8.0.0/16`. */
  readonly networks: readonly string[];
  /** Whether `http:` will do: on a demo only. */
  readonly plainHttp: boolean;
  /** How long to wait after each attempt that failed; after the last one the event is given up. */
  readonly retryDelaysMs: readonly number[];
}
