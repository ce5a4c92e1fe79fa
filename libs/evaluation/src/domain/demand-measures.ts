import { DEMAND, RATE, onTime, text } from './measure.js';

/** 三率 and what else the reporters say of it. */
export const DEMAND_MEASURES = [
  onTime({
    code: 'RESPONSE',
    name: text('响应率', 'Response rate'),
    unitOfCount: 'ASSIGNMENT',
    by: ['UNIT', 'STREET'],
    kind: 'CONTACT',
    done: text('按时先行联系', 'contacted the reporter or the street in time'),
    due: text('到期应先行联系；街道只计主责单位', 'contacts that were due; for streets the lead’s only'),
  }),
  {
    code: 'SOLVED',
    name: text('解决率', 'Resolution rate'),
    ...DEMAND,
    numerator: { kind: 'SOLVED', outcomes: ['SOLVED'], text: text('回访答复已解决', 'answered that it is solved') },
    denominator: { kind: 'SOLVED', text: text('有答复的回访', 'follow-ups with an answer') },
    ...RATE,
    better: 'HIGH',
  },
  {
    code: 'SATISFACTION',
    name: text('满意率', 'Satisfaction rate'),
    ...DEMAND,
    numerator: {
      kind: 'SATISFIED',
      by: 'SATISFACTION_WEIGHTS',
      text: text('按办法赋权的答复之和', 'answers, weighed by the policy'),
    },
    denominator: { kind: 'SATISFIED', text: text('有答复的回访', 'follow-ups with an answer') },
    ...RATE,
    better: 'HIGH',
  },
  {
    code: 'DISSATISFACTION',
    name: text('不满意率', 'Dissatisfaction rate'),
    ...DEMAND,
    numerator: {
      kind: 'SATISFIED',
      outcomes: ['DISSATISFIED'],
      text: text('答复不满意', 'answered that they are dissatisfied'),
    },
    denominator: { kind: 'SATISFIED', text: text('有答复的回访', 'follow-ups with an answer') },
    ...RATE,
    better: 'LOW',
  },
  {
    code: 'CALLED_BACK',
    name: text('有效回访率', 'Effective follow-up rate'),
    ...DEMAND,
    numerator: { kind: 'CALLED_BACK', outcomes: ['REACHED'], text: text('回访有答复', 'answered') },
    denominator: { kind: 'CALLED_BACK', text: text('到期应回访', 'follow-ups that were due') },
    ...RATE,
    better: 'HIGH',
  },
] as const;
