import { AREA_TYPES, areaPathSchema, type DirectoryView, unitTypeSchema } from '@app/directory/domain';
import type { Instant } from '@app/kernel';
import type { Satisfaction } from '@app/whistles/domain';
import { z } from 'zod';

const name = z.string().min(1).max(100);
/** Between 0 and 1, exactly: `0.4`. */
const weight = z.string().regex(/^(0(\.\d{1,4})?|1)$/, 'a weight between 0 and 1, such as "0.4"');
const code = z.string().regex(/^[A-Z][A-Z0-9_]{0,39}$/, 'a code in capitals');

export const peerGroupSchema = z.strictObject({
  code,
  name,
  nameEn: name,
  /** Units of these types; absent: of any. */
  unitTypes: z.array(unitTypeSchema).min(1).readonly().exactOptional(),
  /** Units that answer for an area of this type; absent: of any. */
  areaType: z.enum(AREA_TYPES).exactOptional(),
});
export type PeerGroup = z.infer<typeof peerGroupSchema>;

/** 考核办法: everything about evaluation that a city decides for itself. */
export const evaluationPolicySchema = z.strictObject({
  /** Code of the root area. */
  jurisdiction: areaPathSchema,
  /** 三率权重: of response, resolution and satisfaction; together 1. */
  weights: z.strictObject({ RESPONSE: weight, SOLVED: weight, SATISFACTION: weight }),
  /** What each answer counts towards satisfaction. */
  satisfaction: z.strictObject({
    VERY_SATISFIED: weight,
    SATISFIED: weight,
    MOSTLY_SATISFIED: weight,
    NEUTRAL: weight,
    DISSATISFIED: weight,
  } satisfies Record<Satisfaction, typeof weight>),
  /** With fewer than so many a rate is shown, but not ranked (不参与排名). */
  minimumSample: z.int().min(1).max(1_000),
  /** 分级分类: the first that fits a unit is its group. */
  peerGroups: z.array(peerGroupSchema).min(1).max(40).readonly(),
});
export type EvaluationPolicy = z.infer<typeof evaluationPolicySchema>;

/** Units that no group fits are ranked among themselves. */
export const OTHERS = 'OTHERS';

/** Domain, appendix B.1 and §3.3: until a city has decided. */
export const defaultPolicy = (jurisdiction: string): EvaluationPolicy => ({
  jurisdiction,
  weights: { RESPONSE: '0.2', SOLVED: '0.4', SATISFACTION: '0.4' },
  satisfaction: { VERY_SATISFIED: '1', SATISFIED: '1', MOSTLY_SATISFIED: '1', NEUTRAL: '0', DISSATISFIED: '0' },
  minimumSample: 10,
  peerGroups: [
    { code: 'STREETS', name: '街道', nameEn: 'Streets', unitTypes: ['JD'] },
    { code: 'COMMUNITIES', name: '社区', nameEn: 'Communities', unitTypes: ['SQ'] },
    {
      code: 'ENTERPRISES',
      name: '公共服务企业',
      nameEn: 'Public service enterprises',
      unitTypes: ['GS', 'RQ', 'GR', 'DL', 'TX', 'WY'],
    },
    { code: 'STATIONS', name: '街道派出机构', nameEn: 'Street stations', areaType: 'STREET' },
    { code: 'BUREAUS', name: '委办局', nameEn: 'Bureaus' },
  ],
});

/** Version of the policy of a jurisdiction that has defined none. */
export const DEFAULT_VERSION = 'default-1';

/** The group of a unit by what it was at the last of these moments at which there was one (EC-15, EC-16). */
export function peerGroupOf(
  unitId: string,
  { peerGroups }: EvaluationPolicy,
  directory: DirectoryView,
  moments: readonly Instant[],
): string {
  const at = moments.findLast((moment) => directory.unit(unitId, moment) !== undefined);
  const unit = at === undefined ? undefined : directory.unit(unitId, at);
  if (!unit || at === undefined) return OTHERS;
  const areaType = directory.area(unit.areaPath, at)?.type;
  const fits = (group: PeerGroup): boolean =>
    (group.unitTypes?.includes(unit.type) ?? true) && (group.areaType === undefined || group.areaType === areaType);
  return peerGroups.find(fits)?.code ?? OTHERS;
}
