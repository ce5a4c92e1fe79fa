import { Directory } from '@app/directory';
import { actorOf, type Caller, grantAs, requireGrant } from '@app/identity';
import { type Actor, Clock, DomainError } from '@app/kernel';
import { type Subscription, Subscriptions } from '@app/notifications';
import { Injectable } from '@nestjs/common';

/** Whose webhooks are whose: a key's own, and to an administrator those of the keys in their area. */
@Injectable()
export class OwnWebhooks {
  constructor(
    private readonly subscriptions: Subscriptions,
    private readonly directory: Directory,
    private readonly clock: Clock,
  ) {}

  async all(caller: Caller): Promise<Subscription[]> {
    return (await this.subscriptions.all()).filter((one) => this.isTheirs(caller, one));
  }

  /** @throws DomainError webhook/not-found, also for what is another's */
  async find(caller: Caller, webhookId: string): Promise<Subscription> {
    const found = (await this.all(caller)).find((one) => one.webhookId === webhookId);
    if (!found) throw new DomainError('webhook/not-found');
    return found;
  }

  /** @throws DomainError webhook/not-found */
  async actorOn(caller: Caller, webhookId: string): Promise<Actor> {
    await this.find(caller, webhookId);
    const grant = caller.kind === 'api-key' ? undefined : grantAs(caller, ['ADMIN']);
    return actorOf(caller, grant ?? requireGrant(caller, 'WEBHOOK'));
  }

  /**
   * A key subscribes for itself, an administrator for any key of their area.
   * @throws DomainError auth/not-allowed, webhook/unknown-key
   */
  subscriber(caller: Caller, keyId: string): Actor {
    if (caller.kind === 'api-key' && keyId === caller.id) return actorOf(caller, requireGrant(caller, 'WEBHOOK'));
    if (!grantAs(caller, ['ADMIN'])) throw new DomainError('auth/not-allowed', { keyId });
    const key = this.directory.view().apiKey(keyId, this.clock.now());
    if (!key) throw new DomainError('webhook/unknown-key', { keyId });
    const grant = grantAs(caller, ['ADMIN'], { areaPath: key.areaPath });
    if (!grant) throw new DomainError('auth/not-allowed', { keyId });
    return actorOf(caller, grant);
  }

  private isTheirs(caller: Caller, { webhook: { keyId } }: Subscription): boolean {
    if (caller.kind === 'api-key') return caller.id === keyId;
    const key = this.directory.view().apiKey(keyId, this.clock.now());
    return grantAs(caller, ['ADMIN'], key && { areaPath: key.areaPath }) !== undefined;
  }
}
