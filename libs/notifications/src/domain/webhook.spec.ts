import { given } from '@app/testing';
import { expect, test } from '@jest/globals';
import * as commands from './webhook.js';
import type { WebhookEvent } from './webhook.events.js';

const BOX = { subjectId: 'webhook-w', kv: 1, box: 'c2VhbGVk' };
const OTHER = { ...BOX, box: 'b3RoZXI=' };
const context = {
  actor: { id: 'oms', role: 'DEPARTMENT', channel: 'api-key' },
  at: '2026-03-02T04:00:00.000Z',
  commandId: 'c',
  commandHash: 'c',
} as const;
const data = {
  keyId: 'oms',
  host: 'oms.example:8443',
  url: BOX,
  secret: BOX,
  format: 'EVENT',
  types: [],
  after: '7',
} as const;
const subscribed: WebhookEvent = { type: 'WebhookSubscribed', data: { ...data, types: [] } };
const paused: WebhookEvent = { type: 'WebhookPaused', data: {} };
const removed: WebhookEvent = { type: 'WebhookRemoved', data: {} };
const event = (type: 'WebhookResumed' | 'WebhookRemoved'): WebhookEvent => ({ type, data: {} });

const on = (...history: WebhookEvent[]) => ({
  when: (command: commands.AnyWebhookCommand) => given(commands.webhook, history).when(command, null),
});
const pause = new commands.PauseWebhook('w', {}, context);
const resume = new commands.ResumeWebhook('w', {}, context);
const remove = new commands.RemoveWebhook('w', {}, context);
const rewind = new commands.RewindWebhook('w', { after: '3' }, context);

test('is subscribed once', () => {
  const subscribe = new commands.SubscribeWebhook('w', { ...data, types: [] }, context);
  on().when(subscribe).thenEvents(subscribed);
  on(subscribed).when(subscribe).thenRefused('webhook/exists');
});

test('is paused and resumed; again changes nothing', () => {
  on(subscribed).when(pause).thenEvents(paused);
  on(subscribed, paused).when(pause).thenEvents();
  on(subscribed, paused).when(resume).thenEvents(event('WebhookResumed'));
  on(subscribed).when(resume).thenEvents();
});

test('is rewound, and begins anew each time', () => {
  on(subscribed)
    .when(rewind)
    .thenEvents({ type: 'WebhookRewound', data: { after: '3' } });
  const { evolve, initial } = commands.webhook;
  const rewound: WebhookEvent = { type: 'WebhookRewound', data: { after: '3' } };
  expect([subscribed, rewound, rewound].reduce(evolve, initial)).toMatchObject({ after: '3', rewinds: 2 });
});

test('gets another secret', () => {
  on(subscribed)
    .when(new commands.ChangeWebhookSecret('w', { secret: OTHER }, context))
    .thenEvents({ type: 'WebhookSecretChanged', data: { secret: OTHER } });
});

test('is gone once it was removed, and was not there before', () => {
  on(subscribed).when(remove).thenEvents(removed);
  for (const command of [pause, resume, remove, rewind]) {
    on(subscribed, removed).when(command).thenRefused('webhook/not-found');
    on().when(command).thenRefused('webhook/not-found');
  }
});
