import { type CommandContext, type Decider, DomainError } from '@app/kernel';
import type { WebhookEvent, WebhookEventOf } from './webhook.events.js';

abstract class WebhookCommand<Input> {
  constructor(
    readonly webhookId: string,
    readonly input: Input,
    readonly context: CommandContext,
  ) {}
}

type Subscribed = WebhookEventOf<'WebhookSubscribed'>['data'];

/** 订阅; address and secret are sealed already. */
export class SubscribeWebhook extends WebhookCommand<Subscribed> {
  readonly type = 'SubscribeWebhook';
}
export class PauseWebhook extends WebhookCommand<Record<string, never>> {
  readonly type = 'PauseWebhook';
}
export class ResumeWebhook extends WebhookCommand<Record<string, never>> {
  readonly type = 'ResumeWebhook';
}
/** 重放 from a position on. */
export class RewindWebhook extends WebhookCommand<{ readonly after: string }> {
  readonly type = 'RewindWebhook';
}
export class ChangeWebhookSecret extends WebhookCommand<{ readonly secret: Subscribed['secret'] }> {
  readonly type = 'ChangeWebhookSecret';
}
export class RemoveWebhook extends WebhookCommand<Record<string, never>> {
  readonly type = 'RemoveWebhook';
}
export type AnyWebhookCommand =
  SubscribeWebhook | PauseWebhook | ResumeWebhook | RewindWebhook | ChangeWebhookSecret | RemoveWebhook;

export interface Webhook extends Subscribed {
  readonly status: 'ACTIVE' | 'PAUSED' | 'REMOVED';
  /** How often `after` was set: whoever has sent from an earlier one begins anew. */
  readonly rewinds: number;
}
export type WebhookState = { readonly status: 'NONE' } | Webhook;

function evolve(state: WebhookState, event: WebhookEvent): WebhookState {
  if (event.type === 'WebhookSubscribed') return { ...event.data, status: 'ACTIVE', rewinds: 0 };
  if (state.status === 'NONE') throw new Error(`history is broken: ${event.type} before WebhookSubscribed`);
  switch (event.type) {
    case 'WebhookPaused':
      return { ...state, status: 'PAUSED' };
    case 'WebhookResumed':
      return { ...state, status: 'ACTIVE' };
    case 'WebhookRewound':
      return { ...state, after: event.data.after, rewinds: state.rewinds + 1 };
    case 'WebhookSecretChanged':
      return { ...state, secret: event.data.secret };
    case 'WebhookRemoved':
      return { ...state, status: 'REMOVED' };
  }
}

/** @throws DomainError webhook/exists, webhook/not-found */
function decide(command: AnyWebhookCommand, state: WebhookState): WebhookEvent[] {
  if (command.type === 'SubscribeWebhook') {
    if (state.status !== 'NONE') throw new DomainError('webhook/exists');
    return [{ type: 'WebhookSubscribed', data: command.input }];
  }
  if (state.status === 'NONE' || state.status === 'REMOVED') throw new DomainError('webhook/not-found');
  switch (command.type) {
    case 'PauseWebhook':
      return state.status === 'PAUSED' ? [] : [{ type: 'WebhookPaused', data: {} }];
    case 'ResumeWebhook':
      return state.status === 'ACTIVE' ? [] : [{ type: 'WebhookResumed', data: {} }];
    case 'RewindWebhook':
      return [{ type: 'WebhookRewound', data: command.input }];
    case 'ChangeWebhookSecret':
      return [{ type: 'WebhookSecretChanged', data: command.input }];
    case 'RemoveWebhook':
      return [{ type: 'WebhookRemoved', data: {} }];
  }
}

export const webhook: Decider<WebhookState, AnyWebhookCommand, WebhookEvent, null> = {
  initial: { status: 'NONE' },
  evolve,
  decide,
};
