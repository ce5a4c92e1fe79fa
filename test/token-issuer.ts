import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const AUDIENCE = 'chuishao';
const KEY_ID = 'k1';

/** An OIDC provider of the test's own, for processes on a given database: the demo issuer exists on the embedded one only. */
export interface OwnIssuer {
  /** `OIDC_ISSUER` and `OIDC_AUDIENCE` for the processes that are to believe it. */
  readonly environment: { readonly OIDC_ISSUER: string; readonly OIDC_AUDIENCE: string };
  /** A bearer token for an account of the sample district, such as `dispatcher`; valid for a day. */
  tokenFor(account: string): Promise<string>;
  close(): Promise<void>;
}

export async function ownIssuer(): Promise<OwnIssuer> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const key = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'ES256', use: 'sig' };
  const server = createServer((request, response) => {
    const found = request.url === '/jwks' ? { keys: [key] } : { issuer, jwks_uri: `${issuer}/jwks` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(found));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: { OIDC_ISSUER: issuer, OIDC_AUDIENCE: AUDIENCE },
    tokenFor: (account) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'ES256', kid: KEY_ID })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setSubject(account)
        .setExpirationTime('1 day')
        .sign(privateKey),
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
