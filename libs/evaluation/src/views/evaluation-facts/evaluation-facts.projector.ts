import { type Handlers, type Projection, rowsPerStream } from '@app/projections';
import { type WhistleEvent, type WhistleEventType, whistleEvents } from '@app/whistles/domain';
import { counted, UNCOUNTED } from '../../domain/index.js';
import { countedCodec, WHISTLE_CATEGORY } from '../../evaluation.codec.js';
import { EvaluationDayRow, EvaluationFactRow, EvaluationWhistleRow } from './evaluation-facts.row.js';
import { writeFacts } from './written-facts.js';

type Rows = readonly EvaluationWhistleRow[];

const handled = Object.keys(whistleEvents).map((type) => {
  const handler = (rows: Rows, event: WhistleEvent & { readonly id: string; readonly occurredAt: string }): Rows => [
    { whistleId: event.id, counted: counted(rows[0]?.counted, event) },
  ];
  return [type, UNCOUNTED.includes(type) ? 'ignored' : handler] as const;
});

/** "What is there to be counted of each whistle, for which unit, street and day?" What each event does: `counting.ts`. */
export const evaluationFacts: Projection = {
  name: 'evaluation-facts',
  version: 2,
  categories: [WHISTLE_CATEGORY],
  rows: [EvaluationWhistleRow, EvaluationFactRow, EvaluationDayRow],
  ...rowsPerStream<WhistleEvent, EvaluationWhistleRow>({
    row: EvaluationWhistleRow,
    idProperty: 'whistleId',
    keyOf: ({ whistleId }) => whistleId,
    parse: countedCodec.parse,
    handlers: Object.fromEntries(handled) as Handlers<WhistleEvent, Rows> & Record<WhistleEventType, unknown>,
    written: writeFacts,
  }),
};
