import { PersonVault, type Sealed, sealedAt } from '@app/privacy';
import { Injectable } from '@nestjs/common';
import type { Webhook } from '../domain/index.js';
import { webhookStream } from './webhook.codec.js';

const FIELDS = ['url', 'secret'] as const;
type Field = (typeof FIELDS)[number];

/** Where a webhook's messages go, and what they are signed with: sealed under a key of its own, which goes when it is removed. */
@Injectable()
export class WebhookSecrets {
  constructor(private readonly vault: PersonVault) {}

  seal(webhookId: string, field: Field, plaintext: string): Promise<Sealed> {
    const stream = webhookStream(webhookId);
    return this.vault.seal(stream, sealedAt(stream, field), plaintext);
  }

  /** Nothing once it was removed. */
  async open(webhookId: string, { url, secret }: Webhook): Promise<Record<Field, string> | undefined> {
    const at = (field: Field): string => sealedAt(webhookStream(webhookId), field);
    const [openUrl, openSecret] = await this.vault.openAll([
      { sealed: url, aad: at('url') },
      { sealed: secret, aad: at('secret') },
    ]);
    if (typeof openUrl !== 'string' || typeof openSecret !== 'string') return undefined;
    return { url: openUrl, secret: openSecret };
  }

  destroy(webhookId: string): Promise<void> {
    return this.vault.erase(webhookStream(webhookId));
  }
}
