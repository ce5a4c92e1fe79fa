import { type Decided, decideAndAppend, EventStore } from '@app/event-store';
import { type CommandContext, DomainError, type Position } from '@app/kernel';
import { Inject, type Type } from '@nestjs/common';
import { CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import {
  type AnyWebhookCommand,
  ChangeWebhookSecret,
  PauseWebhook,
  RemoveWebhook,
  ResumeWebhook,
  RewindWebhook,
  SubscribeWebhook,
  webhook,
  type WebhookFormat,
  type WebhookState,
} from '../domain/index.js';
import { type NotificationsOptions, OPTIONS } from '../options.js';
import { Addresses } from './addresses.js';
import { DeliveryStates } from './delivery-states.js';
import { WebhookSecrets } from './secrets.js';
import { newSecret } from './signature.js';
import { webhookCodec, webhookStream } from './webhook.codec.js';

const decided = (store: EventStore, command: AnyWebhookCommand): Promise<Decided<WebhookState>> =>
  decideAndAppend(store, {
    streamId: webhookStream(command.webhookId),
    command,
    decider: webhook,
    codec: webhookCodec,
    facts: null,
  });

/** What is shown once. */
export interface Secret {
  readonly secret: string;
}

/** 订阅, with the address in clear; its secret is made here and answered once. */
export class OpenWebhook {
  constructor(
    readonly webhookId: string,
    readonly input: {
      readonly keyId: string;
      readonly url: string;
      readonly format: WebhookFormat;
      readonly types: readonly string[];
      /** Absent = what comes from now on. */
      readonly after?: Position | undefined;
    },
    readonly context: CommandContext,
  ) {}
}

@CommandHandler(OpenWebhook)
class OpenWebhookHandler implements ICommandHandler<OpenWebhook> {
  private readonly addresses: Addresses;

  constructor(
    @Inject(OPTIONS) private readonly options: NotificationsOptions,
    private readonly store: EventStore,
    private readonly secrets: WebhookSecrets,
  ) {
    this.addresses = new Addresses(options.networks);
  }

  /** @throws DomainError webhook/not-https, webhook/private-address, webhook/shown-once */
  async execute({ webhookId, input, context }: OpenWebhook): Promise<Secret> {
    const { keyId, url, format, types } = input;
    const { protocol, hostname, host } = new URL(url);
    if (protocol !== 'https:' && !this.options.plainHttp) throw new DomainError('webhook/not-https');
    if (!this.addresses.allowsHost(hostname)) throw new DomainError('webhook/private-address', { host });
    const after = (input.after ?? (await this.store.head())).toString();
    const secret = newSecret();
    const sealed = {
      url: await this.secrets.seal(webhookId, 'url', url),
      secret: await this.secrets.seal(webhookId, 'secret', secret),
    };
    const data = { keyId, host, ...sealed, format, types: [...types], after };
    const { repeated } = await decided(this.store, new SubscribeWebhook(webhookId, data, context));
    if (repeated) throw new DomainError('webhook/shown-once', { webhookId });
    return { secret };
  }
}

/** A new secret; answered once. */
export class RenewWebhookSecret {
  constructor(
    readonly webhookId: string,
    readonly context: CommandContext,
  ) {}
}

@CommandHandler(RenewWebhookSecret)
class RenewWebhookSecretHandler implements ICommandHandler<RenewWebhookSecret> {
  constructor(
    private readonly store: EventStore,
    private readonly secrets: WebhookSecrets,
  ) {}

  async execute({ webhookId, context }: RenewWebhookSecret): Promise<Secret> {
    const secret = newSecret();
    const sealed = await this.secrets.seal(webhookId, 'secret', secret);
    const { repeated } = await decided(this.store, new ChangeWebhookSecret(webhookId, { secret: sealed }, context));
    if (repeated) throw new DomainError('webhook/shown-once', { webhookId });
    return { secret };
  }
}

@CommandHandler(RemoveWebhook)
class RemoveWebhookHandler implements ICommandHandler<RemoveWebhook> {
  constructor(
    private readonly store: EventStore,
    private readonly secrets: WebhookSecrets,
    private readonly states: DeliveryStates,
  ) {}

  async execute(command: RemoveWebhook): Promise<Decided<WebhookState>> {
    const done = await decided(this.store, command);
    await this.secrets.destroy(command.webhookId);
    await this.states.forget(command.webhookId);
    return done;
  }
}

const plain = (command: Type<AnyWebhookCommand>): Type<ICommandHandler> => {
  @CommandHandler(command)
  class Handler {
    constructor(private readonly store: EventStore) {}

    execute(given: AnyWebhookCommand): Promise<Decided<WebhookState>> {
      return decided(this.store, given);
    }
  }
  return Handler;
};

export const webhookHandlers = [
  OpenWebhookHandler,
  RenewWebhookSecretHandler,
  RemoveWebhookHandler,
  ...[PauseWebhook, ResumeWebhook, RewindWebhook].map(plain),
];
