import { AwsClient } from 'aws4fetch';
import { EvidenceMissing, EvidenceStore, EvidenceStoreUnavailable, type Span } from './evidence-store.js';

export interface S3Options {
  /** Endpoint and bucket, path style: `https://oss.example.org/evidence`. */
  readonly url: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const ANSWER_MS = 60_000;
const RETRIES = 3;

/** Any store that speaks S3 (对象存储): one object per file in one bucket. */
export class S3EvidenceStore extends EvidenceStore {
  private readonly client: AwsClient;

  constructor(private readonly options: S3Options) {
    super();
    const { region, accessKeyId, secretAccessKey } = options;
    this.client = new AwsClient({ service: 's3', region, accessKeyId, secretAccessKey, retries: RETRIES });
  }

  async put(address: string, content: Buffer): Promise<void> {
    if ((await this.ask('HEAD', address)).status === 200) return;
    const answer = await this.ask('PUT', address, { body: new Uint8Array(content) });
    if (!answer.ok) throw refused('PUT', answer);
  }

  async *read(address: string, { from, until }: Span): AsyncGenerator<Uint8Array> {
    if (until <= from) return;
    const answer = await this.ask('GET', address, { headers: { range: `bytes=${from}-${until - 1}` } });
    if (answer.status === 404) throw new EvidenceMissing(address);
    if (answer.status !== 206 || !answer.body) throw refused('GET', answer);
    yield* answer.body as unknown as AsyncIterable<Uint8Array>;
  }

  /** What is not the store's business to keep is read to its end, so that the connection can be used again. */
  private async ask(method: string, address: string, init: RequestInit = {}): Promise<Response> {
    const url = `${this.options.url.replace(/\/$/, '')}/${address}`;
    try {
      const signal = AbortSignal.timeout(ANSWER_MS);
      const answer = await this.client.fetch(url, { method, signal, ...init });
      if (method !== 'GET' || !answer.ok) await answer.arrayBuffer();
      return answer;
    } catch (error) {
      throw new EvidenceStoreUnavailable(`${method} ${new URL(url).host}: ${String(error)}`, error);
    }
  }
}

const refused = (method: string, { status }: Response) =>
  new EvidenceStoreUnavailable(`it answered ${method} with ${status}`);
