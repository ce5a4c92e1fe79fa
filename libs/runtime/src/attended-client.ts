import pg from 'pg';

/**
 * A connection whose end is never an error that nobody hears, which would end the process. Pools and libraries listen for
 * errors only from some moments after it stands, and a server that shuts down may cut it just then. Whoever uses the
 * connection learns of its end from the next query.
 */
export class AttendedClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
