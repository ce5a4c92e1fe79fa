/** One answer, read whole. `body` is parsed if it is JSON, else the text. */
export interface Answer<Body = Readonly<Record<string, unknown>>> {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  readonly body: Body;
}

export interface Sent {
  readonly headers?: Readonly<Record<string, string>>;
}

/** Somebody who calls the API; each request stands alone. */
export interface HttpCaller {
  get<Body = Answer['body']>(path: string, sent?: Sent): Promise<Answer<Body>>;
  post<Body = Answer['body']>(path: string, body?: unknown, sent?: Sent): Promise<Answer<Body>>;
}

export interface HttpClient {
  /** With a token of the demo issuer for this account. */
  as(account: string): HttpCaller;
  withKey(apiKey: string): HttpCaller;
  readonly anonymous: HttpCaller;
}

/** @param seen sees every answer, to check what holds for all of them */
export function httpClient(address: string, seen: (answer: Answer<unknown>) => void = () => undefined): HttpClient {
  const callerWith = (credentials: () => Promise<Readonly<Record<string, string>>>): HttpCaller => {
    const call = async <Body>(method: string, path: string, body: unknown, sent: Sent = {}): Promise<Answer<Body>> => {
      const json: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const response = await fetch(`${address}${path}`, {
        method,
        headers: { ...json, ...(await credentials()), ...sent.headers },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
      const read: unknown = isJson && text !== '' ? JSON.parse(text) : text;
      const answer = { method, path, status: response.status, headers: response.headers, body: read as Body };
      seen(answer);
      return answer;
    };
    return {
      get: (path, sent) => call('GET', path, undefined, sent),
      post: (path, body, sent) => call('POST', path, body, sent),
    };
  };

  const anonymous = callerWith(() => Promise.resolve({}));
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (account: string): Promise<string> => {
    const known = tokens.get(account);
    if (known) return known;
    const asked = anonymous.post<{ token: string }>('/api/v1/demo/token', { account }).then(({ status, body }) => {
      if (status !== 200) throw new Error(`no token for ${account}: ${JSON.stringify(body)}`);
      return body.token;
    });
    tokens.set(account, asked);
    return asked;
  };
  return {
    anonymous,
    as: (account) => callerWith(async () => ({ authorization: `Bearer ${await tokenOf(account)}` })),
    withKey: (apiKey) => callerWith(() => Promise.resolve({ 'x-api-key': apiKey })),
  };
}
