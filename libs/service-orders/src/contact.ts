import { ERASED, type PersonVault, RESTRICTED, sealedAt } from '@app/privacy';
import type { OrderService, ServiceOrder, ServiceOrderFacts } from './domain/index.js';
import { serviceOrderStream } from './service-order.codec.js';

const FIELDS = ['name', 'phone', 'address'] as const;
const WORDS = 'words';
const at = (orderId: string, field: string): string => sealedAt(serviceOrderStream(orderId), field);

/** Seals what is personal in a new order. @throws DomainError privacy/subject-erased */
export async function sealOrder(
  vault: PersonVault,
  { orderId, input, context }: OrderService,
): Promise<NonNullable<ServiceOrderFacts['sealed']>> {
  const subjectId = subjectOf(orderId, context.actor);
  const { name, phone, address } = input.contact;
  const texts = { [WORDS]: input.note, name, phone, ...(address !== undefined && { address }) };
  const sealed = await vault.sealAll(
    Object.entries(texts).map(([field, plaintext]) => ({ subjectId, aad: at(orderId, field), plaintext })),
  );
  const [words, ofName, ofPhone, ofAddress] = sealed;
  if (!words || !ofName || !ofPhone) throw new Error('the vault sealed less than it was given');
  return { words, contact: { subjectId, name: ofName, phone: ofPhone, ...(ofAddress && { address: ofAddress }) } };
}

/** A resident with an account is one person however often they order; anybody else is known by this order only. */
const subjectOf = (orderId: string, { id, role }: OrderService['context']['actor']): string =>
  role === 'RESIDENT' ? `account-${id}` : `service-order-${orderId}`;

export interface OpenedContact {
  readonly personal: { readonly [Field in (typeof FIELDS)[number]]?: string };
  readonly erased: boolean;
  /** 限制处理: kept, and not shown. */
  readonly restricted: boolean;
}

/**
 * Whom an order is for, in clear, for this process only.
 * @param purpose `SCRUB`: to take it out of what people write, though nothing of it may be shown
 */
export async function openContact(
  vault: PersonVault,
  orderId: string,
  { contact }: ServiceOrder['ordered'],
  purpose?: 'SCRUB',
): Promise<OpenedContact> {
  const fields = FIELDS.flatMap((field) => {
    const sealed = contact[field];
    return sealed ? [{ field, sealed }] : [];
  });
  const opened = await vault.openAll(
    fields.map(({ field, sealed }) => ({ sealed, aad: at(orderId, field) })),
    purpose,
  );
  const texts = fields.flatMap(({ field }, index) => {
    const text = opened[index];
    return typeof text === 'string' ? [[field, text] as const] : [];
  });
  return {
    personal: Object.fromEntries(texts),
    erased: opened.includes(ERASED),
    restricted: opened.includes(RESTRICTED),
  };
}
