import type { RoutingGround } from '@app/whistles';
import { isKnown, type Language, problemOf } from '../problems/problem.js';
import type { Suggestion } from './whistle.responses.js';
import type { Data, Wording } from './wording.js';

type Code = RoutingGround['code'];
type Ground<One extends Code> = Extract<RoutingGround, { readonly code: One }>;
type Routed = Data<'WhistleRouted'>;
interface Row {
  readonly categoryCode: string;
  readonly role: 'LEAD' | 'ASSIST';
  readonly unitType: string;
}

const rowZh = ({ categoryCode, role, unitType }: Row, as: Wording): string =>
  `${as.category(categoryCode)}的${as.word(role)}单位类型为${unitType}`;
const rowEn = ({ categoryCode, role, unitType }: Row, as: Wording): string =>
  `${as.category(categoryCode)}: a unit of type ${unitType} is to ${as.word(role)}`;

/** A sentence for each ground (派单依据). A new one does not compile until it has one. */
export const GROUND_TEXTS: {
  readonly [One in Code]: { readonly [language in Language]: (ground: Ground<One>, as: Wording) => string };
} = {
  COVERS_THE_PLACE: {
    zh: ({ unitId, facts: f }, as) => `${rowZh(f, as)}；辖区${f.unitArea}内的${as.unit(unitId)}管辖${f.areaPath}`,
    en: ({ unitId, facts: f }, as) =>
      `${rowEn(f, as)}; ${as.unit(unitId)}, whose area is ${f.unitArea}, answers for ${f.areaPath}`,
  },
  CARRIES_ON: {
    zh: ({ unitId, facts: f }, as) => `${rowZh(f, as)}；${f.formerName}（${f.formerId}）已并入${as.unit(unitId)}`,
    en: ({ unitId, facts: f }, as) =>
      `${rowEn(f, as)}; ${f.formerName} (${f.formerId}) was merged into ${as.unit(unitId)}`,
  },
  AREA_UNKNOWN: {
    zh: ({ facts: f }, as) => `区域${f.areaPath}在${as.time(f.at)}不存在或未生效`,
    en: ({ facts: f }, as) => `There was no area ${f.areaPath} in force on ${as.time(f.at)}`,
  },
  UNCLASSIFIED: { zh: () => '尚未分类', en: () => 'It has no category yet' },
  CATEGORY_UNKNOWN: {
    zh: ({ facts: f }, as) => `类别${f.categoryCode}在${as.time(f.at)}不存在或未生效`,
    en: ({ facts: f }, as) => `There was no category ${f.categoryCode} in force on ${as.time(f.at)}`,
  },
  CATEGORY_ELSEWHERE: {
    zh: ({ facts: f }) => `类别${f.categoryCode}属于${f.jurisdiction}的目录，不适用于${f.areaPath}`,
    en: ({ facts: f }) =>
      `Category ${f.categoryCode} is of the catalogue of ${f.jurisdiction}, which does not hold in ${f.areaPath}`,
  },
  NO_SUCH_UNIT: {
    zh: ({ facts: f }, as) => `${rowZh(f, as)}，但没有管辖${f.areaPath}的该类单位`,
    en: ({ facts: f }, as) => `${rowEn(f, as)}, but none answers for ${f.areaPath}`,
  },
  UNIT_NOT_YET: {
    zh: ({ facts: f }, as) => `${rowZh(f, as)}，但${f.formerName}（${f.formerId}）${as.time(f.from)}起才生效`,
    en: ({ facts: f }, as) =>
      `${rowEn(f, as)}, but ${f.formerName} (${f.formerId}) is in force only from ${as.time(f.from)}`,
  },
  UNIT_ABOLISHED: {
    zh: ({ facts: f }, as) => `${rowZh(f, as)}，但${f.formerName}（${f.formerId}）已于${as.time(f.to)}撤销`,
    en: ({ facts: f }, as) => `${rowEn(f, as)}, but ${f.formerName} (${f.formerId}) was abolished on ${as.time(f.to)}`,
  },
  NAMED_BY_WHO_RETURNED: { zh: () => '退单单位建议', en: () => 'Named by the unit that returned it' },
  INSTEAD_OF_CONCERNED: {
    zh: ({ unitId, facts: f }, as) => `${as.unit(f.concernedUnitId)}应当回避，由${as.unit(unitId)}主责`,
    en: ({ unitId, facts: f }, as) =>
      `${as.unit(f.concernedUnitId)} is complained of and stands aside; ${as.unit(unitId)} leads`,
  },
  NOBODY_INSTEAD: {
    zh: ({ facts: f }, as) => `${as.unit(f.concernedUnitId)}应当回避，且没有可以主责的纪检监察单位`,
    en: ({ facts: f }, as) =>
      `${as.unit(f.concernedUnitId)} is complained of and stands aside, and no discipline inspection can lead`,
  },
  HAS_RETURNED: {
    zh: ({ facts: f }, as) => `${as.unit(f.returnedUnitId)}已退单`,
    en: ({ facts: f }, as) => `${as.unit(f.returnedUnitId)} has returned it`,
  },
  NOT_DISPATCHED_DIRECTLY: {
    zh: ({ facts: f }, as) => `未直派：${refusalOf(f, as, 'zh')}`,
    en: ({ facts: f }, as) => `Not dispatched directly: ${refusalOf(f, as, 'en')}`,
  },
};

type Objection = Ground<'NOT_DISPATCHED_DIRECTLY'>['facts'];

function refusalOf({ refusal, proposedUnitId, categoryCode, areaPath }: Objection, as: Wording, language: Language) {
  const facts = { unitId: as.unit(proposedUnitId), category: as.category(categoryCode), areaPath };
  return isKnown(refusal) ? problemOf(refusal, facts, language).title : refusal;
}

function told<One extends Code>(code: One, ground: Ground<One>, as: Wording, language: Language): string {
  return GROUND_TEXTS[code][language](ground, as);
}

/** Why no unit was found; as it was stored where that is older than the grounds. */
export const problemsTold = ({ problems, grounds }: Routed, as: Wording, language: Language): readonly string[] =>
  grounds?.flatMap((ground) => ('unitId' in ground ? [] : [told<Code>(ground.code, ground, as, language)])) ?? problems;

/** What routing suggests, with its reasons; as it was stored where that is older than the grounds. */
export function suggestionTold(routing: Routed, as: Wording, language: Language): Suggestion {
  const { lead, assists, grounds = [], ...rest } = routing;
  const withReason = (unit: Suggestion['assists'][number]) => {
    const ground = grounds.find((one) => 'unitId' in one && one.unitId === unit.unitId);
    return ground ? { ...unit, reason: told<Code>(ground.code, ground, as, language) } : unit;
  };
  const problems = [...problemsTold(routing, as, language)];
  return { ...rest, ...(lead && { lead: withReason(lead) }), assists: assists.map(withReason), problems };
}
