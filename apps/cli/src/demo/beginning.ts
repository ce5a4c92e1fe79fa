import type { Category } from '@app/catalogue/domain';
import type { Area } from '@app/directory/domain';
import type { RaiseWhistle } from '@app/whistles/domain';
import { type Player, stranger } from './cast.js';
import type { Random } from './random.js';
import type { World } from './world.js';
import type { Complaint } from './words/complaint.js';
import { homes } from './words/homes.js';
import { others, refused } from './words/others.js';
import { inventedPerson, placed, reported, spoken } from './words/people.js';
import { streets } from './words/streets.js';

/** How a whistle begins, and what is to become of it if nobody is late. */
export interface Beginning {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly by: Player;
  readonly raise: RaiseWhistle['input'];
  /** What it is about, whether or not the initiator knew. */
  readonly category: Category;
  readonly refusal?: (typeof refused)[number];
  readonly withdrawn: boolean;
  /** Several departments are convened. */
  readonly joint: boolean;
  /** Nobody has come to it by the end of the week. */
  readonly untouched: boolean;
}

export interface Moment {
  readonly id: string;
  readonly at: number;
  /** Local hour and month (1 to 12). */
  readonly hour: number;
  readonly month: number;
  readonly untouched: boolean;
  /** Something that cannot wait (P1, P2). */
  readonly urgent: boolean;
  /** A resident's, about this and in this street: else chance decides. */
  readonly certain?: { readonly code: string; readonly street: string } | undefined;
}

const complaints = [...streets, ...homes, ...others];
const NIGHT_FACTOR = 7;
/** Where the sample district lies, and how far its streets and communities are apart, in degrees. */
const CENTRE = { longitude: 116, latitude: 29.72 };
const STREETS: readonly (readonly [number, number])[] = [
  [-0.02, 0.008],
  [-0.006, 0.012],
  [0.008, 0.006],
  [-0.012, -0.01],
  [0.014, -0.008],
];
/** The street whose accounts visitors try first. */
const BUSIEST = 'XY/S1/';
const SHARES = { RESIDENT: 66, GRID: 9, COMMUNITY: 14, STREET: 8, DISTRICT: 3 } as const;
type Level = keyof typeof SHARES;

/** One whistle of the week: the same moment and the same random numbers make the same. */
export function beginningOf(moment: Moment, world: World, random: Random): Beginning {
  const { certain } = moment;
  const { level, by } = certain ? { level: 'RESIDENT' as const, by: stranger } : initiator(random, world);
  const place = placeFor(certain?.street ?? (level === 'RESIDENT' ? '' : by.areaPath), random, world);
  const complaint = complaints.find(({ code }) => code === certain?.code) ?? complaintFor(moment, level, random, world);
  const refusal =
    level === 'RESIDENT' && !certain && !moment.untouched && random.chance(0.055) ? random.pick(refused) : undefined;
  const category = world.category(complaint.code);
  const local = placed(refusal?.text ?? random.pick(textsFor(complaint, level)), place.community.name, random);
  const { anonymity, reporter } = reporterOf(by, level, category, random);
  const text = level === 'RESIDENT' ? spoken(local.text, reporter ?? {}, random) : reported(local.text, random);
  const unclassified = refusal !== undefined || (!moment.urgent && random.chance(moment.untouched ? 0.35 : 0.1));
  const stated = random.chance(0.04) ? random.pick(sameFamily(category.code)) : category.code;
  return {
    id: moment.id,
    at: moment.at,
    by,
    raise: {
      level,
      anonymity,
      ...(reporter && { reporter }),
      description: text,
      ...(!unclassified && { categoryCode: stated }),
      location: { areaPath: place.areaPath, address: local.address, ...pointIn(place.community, random) },
    },
    category,
    ...(refusal && { refusal }),
    withdrawn: !refusal && (level !== 'RESIDENT' || by.actor.id.startsWith('resident')) && random.chance(0.07),
    joint: category.assists.length > 0 && random.chance(level === 'STREET' || level === 'DISTRICT' ? 0.5 : 0.17),
    untouched: moment.untouched,
  };
}

function initiator(random: Random, { cast }: World): { readonly level: Level; readonly by: Player } {
  const level = random.weighted(Object.keys(SHARES) as Level[], (one) => SHARES[one]);
  if (level === 'GRID') return { level, by: random.pick(cast.withRole('GRID_WORKER')) };
  if (level === 'COMMUNITY') return { level, by: random.pick(cast.withRole('COMMUNITY')) };
  if (level === 'STREET') return { level, by: random.pick(cast.withRole('STREET')) };
  if (level === 'DISTRICT') return { level, by: random.pick(cast.withRole('DISPATCHER')) };
  const how = random.next();
  if (how < 0.5) return { level, by: random.pick(cast.withRole('DISPATCHER')) };
  return { level, by: how < 0.9 ? stranger : random.pick(cast.withRole('RESIDENT')) };
}

/** Within what the initiator answers for; anywhere for everybody else. */
function placeFor(own: string, random: Random, { communities, gridsOf }: World) {
  const near = communities.filter(({ path }) => path.startsWith(own) || own.startsWith(path));
  const community = random.weighted(near, ({ path }) => (path.startsWith(BUSIEST) ? 1.7 : 1));
  if (own.startsWith(community.path)) return { community, areaPath: own };
  return { community, areaPath: random.chance(0.6) ? random.pick(gridsOf(community)).path : community.path };
}

/** What nobody has come to yet must be for triage to decide: the rest goes to its department without. */
function complaintFor(
  { hour, month, untouched, urgent }: Moment,
  level: Level,
  random: Random,
  world: World,
): Complaint {
  const night = hour >= 21 || hour < 6;
  const fitting = complaints.filter((one) => {
    const { code, months } = one;
    const { directDispatch, demandType, urgency } = world.category(code);
    const own = level === 'RESIDENT' || (demandType !== 'ENQUIRY' && !code.startsWith('SC') && !code.startsWith('RS'));
    if ((untouched && directDispatch) || (urgent && urgency > 'P2')) return false;
    return own && textsFor(one, level).length > 0 && (!months || months.includes(month));
  });
  const factor = (at: Complaint['at']) =>
    (night && at === 'NIGHT' ? NIGHT_FACTOR : 1) * (!night && at === 'NIGHT' ? 0.4 : 1);
  return random.weighted(fitting, ({ weight, at }) => weight * factor(at));
}

/** Staff do not speak of their own homes and children. */
const textsFor = ({ texts }: Complaint, level: Level): readonly string[] =>
  level === 'RESIDENT'
    ? texts
    : texts.filter((text) => !/我|孩子|家里|想|请问|希望|建议|是不是|能不能|快来|！/.test(text));

const sameFamily = (code: string): string[] =>
  complaints.map((one) => one.code).filter((other) => other.slice(0, 2) === code.slice(0, 2));

/** 举报 is more often anonymous or confidential than a burst pipe. */
function reporterOf(by: Player, level: Level, { demandType, sealedByDefault }: Category, random: Random) {
  if (level !== 'RESIDENT') return { anonymity: 'NAMED' as const };
  const account = by.actor.role === 'RESIDENT' && by.actor.id !== stranger.actor.id;
  const shy = sealedByDefault || demandType === 'REPORT';
  const person = inventedPerson(random);
  if (!account && random.chance(shy ? 0.3 : 0.06)) return { anonymity: 'ANONYMOUS' as const };
  const anonymity = random.chance(shy ? 0.6 : 0.05) ? ('CONFIDENTIAL' as const) : ('NAMED' as const);
  return { anonymity, reporter: account ? { name: by.name, phone: phoneOf(by) } : person };
}

const phoneOf = ({ actor }: Player): string => (actor.id === 'resident' ? '13800001001' : '13800001002');

function pointIn({ path }: Area, random: Random) {
  const [, street = 'S1', community = 'C01'] = path.split('/');
  const [east, north] = STREETS[Number(street.slice(1)) - 1] ?? [0, 0];
  const angle = Number(community.slice(1)) * 2.4;
  const jitter = () => random.between(-0.0012, 0.0012);
  const round = (degrees: number) => Number(degrees.toFixed(6));
  return {
    longitude: round(CENTRE.longitude + east + 0.005 * Math.cos(angle) + jitter()),
    latitude: round(CENTRE.latitude + north + 0.004 * Math.sin(angle) + jitter()),
  };
}
