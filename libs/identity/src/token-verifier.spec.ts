import { DomainError } from '@app/kernel';
import { beforeAll, expect, test } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';
import { TokenVerifier } from './token-verifier.js';

const issuer = 'https://issuer.example';
const audience = 'chuishao';
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
beforeAll(async () => {
  keys = await generateKeyPair('ES256');
});

const tokenUntil = (exp: string) =>
  new SignJWT()
    .setProtectedHeader({ alg: 'ES256' })
    .setIssuer(issuer)
    .setAudience(audience)
    .setSubject('clerk')
    .setExpirationTime(new Date(exp))
    .sign(keys.privateKey);

/** A verifier, and how often it has asked for the key. */
function verifier() {
  const asked = { times: 0, refused: false };
  const keyFor = async () => {
    asked.times++;
    if (asked.refused) throw new DomainError('auth/token-invalid', { reason: 'taken back' });
    return keys.publicKey;
  };
  return { asked, tokens: new TokenVerifier([{ issuer, audience, algorithms: ['ES256'], keyFor }]) };
}

test('a signature that has been checked is believed for a minute, and no longer', async () => {
  const { asked, tokens } = verifier();
  const token = await tokenUntil('2026-11-22T12:00:00Z');
  for (const at of ['08:00:00', '08:00:30', '08:00:59']) {
    expect(await tokens.verify(token, `2026-11-22T${at}.000Z`)).toEqual({ id: 'clerk' });
  }
  expect(asked.times).toBe(1);
  asked.refused = true;
  await expect(tokens.verify(token, '2026-11-22T08:01:00.000Z')).rejects.toMatchObject({ code: 'auth/token-invalid' });
});

test('a token that ends within the minute is over when it ends', async () => {
  const { tokens } = verifier();
  const token = await tokenUntil('2026-11-22T08:00:20Z');
  await tokens.verify(token, '2026-11-22T08:00:00.000Z');
  await expect(tokens.verify(token, '2026-11-22T08:00:51.000Z')).rejects.toMatchObject({ code: 'auth/token-expired' });
});

test('what was refused is checked again, and one letter makes another token', async () => {
  const { asked, tokens } = verifier();
  const token = await tokenUntil('2026-11-22T12:00:00Z');
  const other = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
  await tokens.verify(token, '2026-11-22T08:00:00.000Z');
  for (const _ of [1, 2]) {
    await expect(tokens.verify(other, '2026-11-22T08:00:01.000Z')).rejects.toMatchObject({
      code: 'auth/token-invalid',
    });
  }
  expect(asked.times).toBe(3);
});
