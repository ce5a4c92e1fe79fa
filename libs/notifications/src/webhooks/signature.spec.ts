import { expect, test } from '@jest/globals';
import { isSignedBy, newSecret, signatureOf } from './signature.js';

/** The example of the Standard Webhooks specification. */
const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const MESSAGE = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
const SIGNATURE = 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=';

test('signs as Standard Webhooks does', () => {
  expect(signatureOf(SECRET, MESSAGE)).toBe(SIGNATURE);
  expect(isSignedBy(SECRET, MESSAGE, SIGNATURE)).toBe(true);
});

test.each([
  ['another body', { ...MESSAGE, body: '{"test": 2432232315}' }],
  ['another id', { ...MESSAGE, id: 'msg_another' }],
  ['another time', { ...MESSAGE, timestamp: 1614265331 }],
])('a signature is not good for %s', (_what, message) => {
  expect(isSignedBy(SECRET, message, SIGNATURE)).toBe(false);
});

test('secrets are long and each another', () => {
  const [a, b] = [newSecret(), newSecret()];
  expect(a).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(a).not.toBe(b);
});
