import pg from 'pg';

/**
 * A connection whose end is never an error that nobody hears, which would end the process. Pools and libraries listen for
 * errors only from some moments after it stands, and a server that shuts down may cut it just then: whoever comes to listen
 * afterwards is told at once.
 */
export class AttendedClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    let lost: Error | undefined;
    this.on('error', (error) => (lost ??= error));
    const told = (event: string, listener: (error: Error) => void): void => {
      if (event === 'error') queueMicrotask(() => lost && listener(lost));
    };
    (this as NodeJS.EventEmitter).on('newListener', told);
  }
}
