import { RATE, UNIT, onTime, text } from './measure.js';

const HANDLE_DUE = text('到期应处置的任务', 'assignments whose handling was due');
const OVERDUE = ['LATE', 'NEVER', 'LATE_EXEMPT', 'NEVER_EXEMPT'];

/** 承办单位一侧: of those who are sent for. */
export const UNIT_MEASURES = [
  {
    code: 'RECEIVED',
    name: text('承办量', 'Assignments'),
    ...UNIT,
    numerator: { kind: 'RECEIVED', text: text('派给该单位的任务', 'assignments received') },
    shown: 'COUNT',
    better: 'NEITHER',
  },
  onTime({
    code: 'SIGNING_ON_TIME',
    name: text('按时签收率', 'Signing on time'),
    ...UNIT,
    kind: 'SIGN',
    done: text('按时签收', 'signed in time'),
    due: text('到期应签收', 'signatures that were due'),
  }),
  onTime({
    code: 'REPORT_IN_ON_TIME',
    name: text('按时报到率', 'Report-in on time'),
    ...UNIT,
    kind: 'REPORT_IN',
    done: text('按时报到', 'reported in in time'),
    due: text('到期应报到的必到任务', 'report-ins of mandatory assignments that were due'),
  }),
  {
    code: 'REPORT_IN',
    name: text('报到率', 'Report-in rate'),
    ...UNIT,
    numerator: { kind: 'CONVENED', outcomes: ['CAME'], text: text('已报到', 'reported in, whenever') },
    denominator: { kind: 'CONVENED', text: text('必到任务', 'mandatory assignments that are convened') },
    ...RATE,
    better: 'HIGH',
  },
  onTime({
    code: 'CONTAINED_ON_TIME',
    name: text('按时控险率', 'Containment on time'),
    ...UNIT,
    kind: 'CONTAIN',
    done: text('按时控险', 'made safe in time'),
    due: text('到期应控险', 'containments that were due'),
  }),
  {
    code: 'HANDLING',
    name: text('处置率', 'Handling rate'),
    ...UNIT,
    numerator: {
      kind: 'HANDLE',
      outcomes: ['IN_TIME', 'LATE', 'LATE_EXEMPT'],
      text: text('已处置', 'handled, whenever'),
    },
    denominator: { kind: 'HANDLE', text: HANDLE_DUE },
    ...RATE,
    better: 'HIGH',
  },
  onTime({
    code: 'HANDLING_ON_TIME',
    name: text('按期处置率', 'Handling on time'),
    ...UNIT,
    kind: 'HANDLE',
    done: text('按期处置，含申诉通过', 'handled in time, or exempted'),
    due: HANDLE_DUE,
  }),
  {
    code: 'OVERDUE',
    name: text('超期率（事实）', 'Overdue (fact)'),
    ...UNIT,
    numerator: { kind: 'HANDLE', outcomes: OVERDUE, text: text('超期，含申诉通过', 'overdue, exempted or not') },
    denominator: { kind: 'HANDLE', text: HANDLE_DUE },
    ...RATE,
    better: 'LOW',
  },
  {
    code: 'OVERDUE_COUNTED',
    name: text('超期率（计分）', 'Overdue (counted)'),
    ...UNIT,
    numerator: {
      kind: 'HANDLE',
      outcomes: ['LATE', 'NEVER'],
      text: text('超期，不含申诉通过', 'overdue and not exempted'),
    },
    denominator: { kind: 'HANDLE', text: HANDLE_DUE },
    ...RATE,
    better: 'LOW',
  },
  {
    code: 'OVERDUE_OPEN',
    name: text('超期未处置', 'Overdue and open'),
    ...UNIT,
    numerator: { kind: 'HANDLE', outcomes: ['NEVER'], text: text('超期仍未处置', 'overdue and not handled yet') },
    shown: 'COUNT',
    better: 'NEITHER',
  },
  onTime({
    code: 'VERIFICATION_ON_TIME',
    name: text('按期核实率', 'Verification on time'),
    unitOfCount: 'WHISTLE',
    by: ['UNIT', 'STREET'],
    kind: 'VERIFY',
    done: text('按期核实', 'looked in time'),
    due: text('到期应核实', 'verifications that were due'),
  }),
] as const;
