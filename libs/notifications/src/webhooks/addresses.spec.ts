import { expect, test } from '@jest/globals';
import { Addresses } from './addresses.js';

const anywhere = new Addresses([]);

test.each([
  '127.0.0.1',
  '10.0.0.1',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254', // metadata of a cloud
  '100.64.0.1',
  '0.0.0.0',
  '255.255.255.255',
  '224.0.0.1',
  '::1',
  '::',
  'fe80::1',
  'fd00::1',
  '::ffff:127.0.0.1',
  '::ffff:10.1.2.3',
  '64:ff9b::a00:1',
  '2002:7f00:1::',
  'not an address',
])('%s is not written to', (address) => {
  expect(anywhere.allows(address)).toBe(false);
});

test.each(['1.1.1.1', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2400:3200::1', '::ffff:1.1.1.1'])(
  '%s is public',
  (address) => {
    expect(anywhere.allows(address)).toBe(true);
  },
);

test('the networks that are named are open, and no other', () => {
  const departments = new Addresses(['10.8.0.0/16', 'fd12::/32']);
  expect(['10.8.3.4', 'fd12:0:1::', '::ffff:10.8.3.4'].map((one) => departments.allows(one))).toEqual([
    true,
    true,
    true,
  ]);
  expect(['10.9.0.1', '127.0.0.1', 'fd13::1'].map((one) => departments.allows(one))).toEqual([false, false, false]);
});

test('a host that is an address is judged as it stands, however it is written', () => {
  expect(anywhere.allowsHost(new URL('http://0x7f.1/').hostname)).toBe(false);
  expect(anywhere.allowsHost(new URL('http://2130706433/').hostname)).toBe(false);
  expect(anywhere.allowsHost(new URL('http://[::1]:8080/').hostname)).toBe(false);
  expect(anywhere.allowsHost('oms.example')).toBe(true);
});

test('a name that leads to a private address is not found', async () => {
  const look = (addresses: Addresses) =>
    new Promise((resolve) => {
      addresses.lookup('localhost', {}, (error, address) => resolve(error?.message ?? address));
    });
  expect(await look(anywhere)).toBe('localhost is a private address');
  expect(await look(new Addresses(['127.0.0.0/8', '::1/128']))).toMatch(/^(127\.0\.0\.1|::1)$/);
});
