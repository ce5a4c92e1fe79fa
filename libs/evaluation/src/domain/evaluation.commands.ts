import type { CivilDate, CommandContext } from '@app/kernel';
import type { EvaluationPolicy } from './policy.js';

/** 考核办法. The same again adds nothing. */
export class DefineEvaluationPolicy {
  readonly type = 'DefineEvaluationPolicy';
  constructor(
    readonly policy: EvaluationPolicy,
    readonly context: CommandContext,
  ) {}
}

/** 开启考核周期, by the district only. */
export class OpenPeriod {
  readonly type = 'OpenPeriod';
  constructor(
    /** A root area. */
    readonly areaPath: string,
    readonly from: CivilDate,
    /** Inclusive. */
    readonly to: CivilDate,
    readonly context: CommandContext,
  ) {}
}

/** 封账: freezes its table. */
export class ClosePeriod {
  readonly type = 'ClosePeriod';
  constructor(
    readonly periodId: string,
    readonly context: CommandContext,
  ) {}
}

export type EvaluationCommand = DefineEvaluationPolicy | OpenPeriod | ClosePeriod;

/** The same days of the same place are the same period. */
export const periodIdOf = ({ areaPath, from, to }: Pick<OpenPeriod, 'areaPath' | 'from' | 'to'>): string =>
  `${areaPath}_${from}_${to}`;

/** The category of all streams of evaluation. */
export const EVALUATION_CATEGORY = 'eval';

/** The stream that a command is decided on: of a period, or of a jurisdiction's policy. */
export function evaluationStream(command: EvaluationCommand): string {
  switch (command.type) {
    case 'DefineEvaluationPolicy':
      return `${EVALUATION_CATEGORY}-policy-${command.policy.jurisdiction}`;
    case 'OpenPeriod':
      return `${EVALUATION_CATEGORY}-period-${periodIdOf(command)}`;
    case 'ClosePeriod':
      return `${EVALUATION_CATEGORY}-period-${command.periodId}`;
  }
}
