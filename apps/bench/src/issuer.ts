import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const AUDIENCE = 'chuishao-bench';
const KEY_ID = 'bench';

/** An OpenID Connect provider of the benchmark's own. */
export interface Issuer {
  readonly environment: { readonly OIDC_ISSUER: string; readonly OIDC_AUDIENCE: string };
  /** @param account of the sample district, such as `dispatcher` */
  tokenFor(account: string): Promise<string>;
  close(): void;
}

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwk = { ...(await exportJWK(publicKey)), kid: KEY_ID, alg: 'RS256', use: 'sig' };
  const server = createServer((request, response) => {
    const answer = request.url === '/jwks' ? { keys: [jwk] } : { issuer, jwks_uri: `${issuer}/jwks` };
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    environment: { OIDC_ISSUER: issuer, OIDC_AUDIENCE: AUDIENCE },
    tokenFor: (account) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'RS256', kid: KEY_ID })
        .setIssuer(issuer)
        .setAudience(AUDIENCE)
        .setSubject(account)
        .setExpirationTime('1 day')
        .sign(privateKey),
    close: () => server.close().closeAllConnections(),
  };
}
