import { expect, test } from '@jest/globals';
import { AttendedClient } from './attended-client.js';

test('a connection that is lost before anybody listens ends nothing, and tells whoever listens later', async () => {
  const client = new AttendedClient();
  const cut = new Error('terminating connection');
  client.emit('error', cut);
  const heard: Error[] = [];
  client.on('error', (error) => heard.push(error));
  await Promise.resolve();
  expect(heard).toEqual([cut]);
});

test('a connection that stands tells its listeners once', async () => {
  const client = new AttendedClient();
  const heard: Error[] = [];
  client.on('error', (error) => heard.push(error));
  await Promise.resolve();
  client.emit('error', new Error('cut'));
  expect(heard).toHaveLength(1);
});
