import { Catalogue } from '@app/catalogue';
import { Directory } from '@app/directory';
import { EventStore } from '@app/event-store';
import { type Caller, callerOfKey, capabilitiesOf, isVisible, visibility } from '@app/identity';
import { Clock, type RecordedEvent } from '@app/kernel';
import { INTERNAL_EVENTS, visiblePart, type Whistle, type WhistleEvent, whistleCodec } from '@app/whistles';
import { Inject, Injectable } from '@nestjs/common';
import { eventMessage, groupMessage, type Names } from '../domain/index.js';
import { type NotificationsOptions, OPTIONS } from '../options.js';
import { Addresses } from './addresses.js';
import { NotAcknowledged, post } from './post.js';
import { WebhookSecrets } from './secrets.js';
import { signatureOf } from './signature.js';
import type { Subscription } from './subscriptions.js';
import { WhistlesThen } from './whistles-then.js';

/** Writes what a subscriber may be told of an event, signs it and sends it once. */
@Injectable()
export class Messenger {
  private readonly addresses: Addresses;
  private readonly whistles: WhistlesThen;

  constructor(
    @Inject(OPTIONS) { networks }: NotificationsOptions,
    store: EventStore,
    private readonly directory: Directory,
    private readonly catalogue: Catalogue,
    private readonly secrets: WebhookSecrets,
    private readonly clock: Clock,
  ) {
    this.addresses = new Addresses(networks);
    this.whistles = new WhistlesThen(store);
  }

  /** The subscriber as its key stands now; nobody once that was revoked, has run out, or may not read. */
  subscriber({ webhook }: Subscription): Caller | undefined {
    const caller = callerOfKey(this.directory.view(), webhook.keyId, this.clock.now());
    return caller && capabilitiesOf(caller).includes('TIMELINE') ? caller : undefined;
  }

  /** What is to be sent, as text; nothing if it is none of the subscriber's. */
  async messageFor({ webhook }: Subscription, caller: Caller, recorded: RecordedEvent): Promise<string | undefined> {
    if (webhook.types.length > 0 && !webhook.types.includes(recorded.type)) return undefined;
    const event = whistleCodec.parse(recorded);
    const whistle = await this.whistles.at(recorded);
    if (!isToldOf(caller, whistle, event)) return undefined;
    const told = { whistleId: recorded.streamId.slice(recorded.streamId.indexOf('-') + 1), whistle };
    const message =
      webhook.format === 'GROUP' ? groupMessage(event, told, this.names(whistle)) : eventMessage(recorded, event, told);
    return message && JSON.stringify(message);
  }

  /** @throws NotAcknowledged */
  async send({ webhookId, webhook }: Subscription, eventId: string, body: string, signal: AbortSignal): Promise<void> {
    const opened = await this.secrets.open(webhookId, webhook);
    if (!opened) throw new NotAcknowledged('the webhook was removed');
    const timestamp = Math.floor(Date.parse(this.clock.now()) / 1000);
    const headers = {
      'user-agent': 'chuishao',
      'webhook-id': eventId,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signatureOf(opened.secret, { id: eventId, timestamp, body }),
    };
    await post({ url: opened.url, headers, body }, this.addresses, signal);
  }

  private names({ raised }: Whistle): Names {
    const at = this.clock.now();
    const directory = this.directory.view();
    const catalogue = this.catalogue.view().forArea(raised.location.areaPath);
    return {
      area: (path) => {
        const paths = path.split('/').map((_, index, codes) => codes.slice(0, index + 1).join('/'));
        const named = paths.slice(1).map((one) => directory.area(one, at)?.name ?? one);
        return named.join('') || path;
      },
      category: (code) => catalogue.category(code, at)?.name ?? code,
      unit: (unitId) => directory.unit(unitId, at)?.name ?? unitId,
    };
  }
}

/** As on the timeline: what may be seen, but for other units' notes (domain §4.1). */
function isToldOf(caller: Caller, whistle: Whistle, { type, data }: WhistleEvent): boolean {
  const sees = visibility(caller);
  if (!isVisible(sees, visiblePart(whistle))) return false;
  const byArea = isVisible({ ...sees, unitIds: [] }, visiblePart(whistle));
  const unitId = 'unitId' in data && typeof data.unitId === 'string' ? data.unitId : undefined;
  return byArea || !INTERNAL_EVENTS.includes(type) || (unitId !== undefined && sees.unitIds.includes(unitId));
}
