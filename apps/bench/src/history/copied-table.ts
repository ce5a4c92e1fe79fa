import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';

const CHUNK = 256 * 1024;

/** Lines on their way into a table by COPY. */
export class CopiedTable {
  private chunk = '';

  private constructor(
    private readonly client: pg.Client,
    private readonly stream: NodeJS.WritableStream,
  ) {}

  static async begin(url: string, target: string): Promise<CopiedTable> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new CopiedTable(client, client.query(copyFrom(`COPY ${target} FROM STDIN`)));
  }

  add(line: string): void {
    this.chunk += line;
  }

  /** Sends what has come together; waits where the server is slower. */
  async pass(): Promise<void> {
    if (this.chunk.length >= CHUNK) await this.send();
  }

  async end(): Promise<void> {
    await this.send();
    this.stream.end();
    await finished(this.stream);
    await this.client.end();
  }

  private async send(): Promise<void> {
    const chunk = this.chunk;
    this.chunk = '';
    if (!this.stream.write(chunk)) await once(this.stream, 'drain');
  }
}
