import type { Caller } from '@app/identity';
import { describe, expect, test } from '@jest/globals';
import { Clients } from './rate-limits.js';

const person = { id: 'desk', kind: 'person' } as Caller;
const by = (authorization: string | undefined, ip = '10.0.0.1') => ({
  headers: authorization === undefined ? {} : { authorization },
  ip,
});

describe('a client, for the limit of requests', () => {
  test('is an address, whatever it makes up', () => {
    const clients = new Clients();
    const shown = [undefined, 'Bearer a', 'Bearer b', 'Bearer c'].map((one) => clients.of(by(one)));
    expect(shown).toEqual(['10.0.0.1', '10.0.0.1', '10.0.0.1', '10.0.0.1']);
    clients.answered({ headers: { authorization: 'Bearer a' }, caller: { kind: 'anonymous' } as Caller });
    clients.answered({ headers: { authorization: 'Bearer b' } });
    expect(clients.of(by('Bearer a'))).toBe('10.0.0.1');
    expect(clients.of(by('Bearer b'))).toBe('10.0.0.1');
  });

  test('is an account once its credential was right, from any address, and apart from others behind the same', () => {
    const clients = new Clients();
    clients.answered({ headers: { authorization: 'Bearer right' }, caller: person });
    clients.answered({ headers: { 'x-api-key': 'chs_k_s' }, caller: person });
    const [one, elsewhere] = [clients.of(by('Bearer right')), clients.of(by('Bearer right', '10.0.0.9'))];
    expect(one).toBe(elsewhere);
    expect(one).not.toBe('10.0.0.1');
    expect(one).not.toContain('right');
    expect(clients.of({ headers: { 'x-api-key': 'chs_k_s' }, ip: '10.0.0.1' })).not.toBe(one);
    expect(clients.of(by('Bearer wrong'))).toBe('10.0.0.1');
  });

  test('is forgotten when ten thousand others have come since', () => {
    const clients = new Clients();
    clients.answered({ headers: { authorization: 'first' }, caller: person });
    for (let n = 0; n < 10_000; n++) {
      if (n === 5_000) clients.answered({ headers: { authorization: 'second' }, caller: person });
      clients.answered({ headers: { authorization: `${n}` }, caller: person });
    }
    expect(clients.of(by('first'))).toBe('10.0.0.1');
    expect(clients.of(by('second'))).not.toBe('10.0.0.1');
  });
});
