import type { DirectoryView } from '@app/directory/domain';
import type { OrderAtRevision, ServiceOrderEventOf, ServiceOrderEventType } from '@app/service-orders';
import type { Language } from '../problems/problem.js';
import type { OrderLine } from './service-order.schemas.js';

type Texts = {
  readonly [Type in ServiceOrderEventType]: Readonly<
    Record<Language, (data: ServiceOrderEventOf<Type>['data'], who: string) => string>
  >;
};
const after = (before: string, text: string | undefined, between: string): string =>
  text === undefined ? before : `${before}${between}${text}`;

/** One sentence for each event; `who` is the unit that claimed it, or a resident. A new event does not compile until it has one. */
const TEXTS: Texts = {
  ServiceOrdered: { zh: (d) => `点单：${d.wish}`, en: (d) => `Ordered: ${d.wish}` },
  ServiceOrderApproved: {
    zh: (d) => after('审单通过，可以认领', d.note, '：'),
    en: (d) => after('Approved: it may be claimed', d.note, '; '),
  },
  ServiceOrderRejected: { zh: (d) => `审单未通过：${d.note}`, en: (d) => `Not approved: ${d.note}` },
  ServiceOrderClaimed: { zh: (_, who) => `${who}已领单`, en: (_, who) => `Claimed by ${who}` },
  ServiceOrderReleased: {
    zh: (d, who) =>
      d.cause === 'OVERDUE' ? `${who}逾期未送达，重新待领` : after(`${who}退单，重新待领`, d.note, '：'),
    en: (d, who) =>
      d.cause === 'OVERDUE'
        ? `Not delivered in time by ${who}: free to claim again`
        : after(`Given up by ${who}: free to claim again`, d.note, '; '),
  },
  ServiceDelivered: { zh: (d) => `已送达：${d.note}`, en: (d) => `Delivered: ${d.note}` },
  DeliveryDenied: {
    zh: (d) => `${d.by === 'ORDERER' ? '点单人' : '社区'}表示未收到：${d.note}`,
    en: (d) => `Not received, says ${d.by === 'ORDERER' ? 'whoever ordered it' : 'the community'}: ${d.note}`,
  },
  ServiceConfirmed: {
    zh: (d) => after(`${d.by === 'ORDERER' ? '点单人' : '社区'}已确认`, d.note, '：'),
    en: (d) => after(`Confirmed by ${d.by === 'ORDERER' ? 'whoever ordered it' : 'the community'}`, d.note, ': '),
  },
  ServiceOrderWithdrawn: {
    zh: (d) => `${d.by === 'ORDERER' ? '点单人撤回' : '社区代为撤回'}：${d.note}`,
    en: (d) => `Withdrawn by ${d.by === 'ORDERER' ? 'whoever ordered it' : 'the community'}: ${d.note}`,
  },
  ServiceOrderOverdue: {
    zh: (d) => (d.stage === 'REVIEW' ? '超时未审单，请社区处理' : '超时无人领单，请社区处理'),
    en: (d) => `Not ${d.stage === 'REVIEW' ? 'reviewed' : 'claimed'} in time: the community is to see to it`,
  },
  OrderContactShown: { zh: () => '已查看联系方式', en: () => 'The contact was shown' },
};
const SOMEBODY = { zh: '一位居民', en: 'a resident' } as const;

/** The history as sentences, oldest first. */
export const linesOf = (
  { history }: Pick<OrderAtRevision, 'history'>,
  directory: DirectoryView,
  language: Language,
): OrderLine[] =>
  history.map(({ event, recorded }) => {
    const { revision, metadata } = recorded;
    const at = metadata.occurredAt;
    const unitId = 'claimer' in event.data ? event.data.claimer.unitId : undefined;
    const who = unitId === undefined ? SOMEBODY[language] : (directory.unit(unitId, at)?.name ?? unitId);
    const tell = TEXTS[event.type][language] as (data: typeof event.data, who: string) => string;
    return { type: event.type, at, revision, text: tell(event.data, who) };
  });
