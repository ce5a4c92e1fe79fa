/** What is known of the person who speaks, so that it can be taken out of what they said. */
export interface KnownPersonalData {
  readonly name?: string | undefined;
  readonly phone?: string | undefined;
  readonly idNumber?: string | undefined;
  readonly address?: string | undefined;
}

/** One kind of personal data: how it reads, and what stands in its place. */
export interface Rule {
  /** Global. A group named `marker` at the front (`微信：`) stays in the text. */
  readonly pattern: RegExp;
  /** Absent: what is found is not personal (a date), and is kept from the rules after this one. */
  readonly mark?: string;
}

const SEPARATOR = String.raw`[\s\p{Pd}.·•_/\\()*~]{0,3}`;
/** `count` more digits, with what people write between digits. */
const digits = (count: number | string): string => String.raw`(?:${SEPARATOR}\d){${count}}`;
const alone = (pattern: string): RegExp => new RegExp(String.raw`(?<!\d)${pattern}(?!\d)`, 'giu');

/** A digit as people write or say it: `幺三八` is `138`, as transcripts of calls have it. */
const SPOKEN = {
  any: '0-9零〇一幺壹二贰两三叁四肆五伍六陆七柒八捌九玖',
  one: '1一幺壹',
  high: '3-9三叁四肆五伍六陆七柒八捌九玖',
};
const COUNTRY = String.raw`(?:(?:\+${SEPARATOR}|00)?86${SEPARATOR})?`;
/** A numeral may belong to the word before (`张三13800138000`): only a written digit in front makes it another number. */
const MOBILE = String.raw`(?<![0-9])${COUNTRY}0?[${SPOKEN.one}]${SEPARATOR}[${SPOKEN.high}](?:${SEPARATOR}[${SPOKEN.any}]){9}(?![0-9])`;

const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼';
const SOCIAL = String.raw`(?:微信|威信|薇信|v信|(?<![a-z])(?:wechat|weixin|vx|wx)|q\s?q|扣扣)`;

const GENERAL: readonly Rule[] = [
  { pattern: /[a-z0-9._%+-]{1,64}\s?@\s?[a-z0-9-]+(?:\.[a-z0-9-]+)+/gi, mark: '〔邮箱〕' },
  {
    pattern: new RegExp(
      String.raw`(?<marker>${SOCIAL}\s*(?:(?:账号|帐号|号码|号|id)\s*)?(?:[是为:=]\s*)?)(?:[a-z][-_a-z0-9]{5,19}|[a-z0-9_-]*\d[a-z0-9_-]{4,19})(?![a-z0-9])`,
      'gi',
    ),
    mark: '〔社交账号〕',
  },
  {
    pattern: /(?<marker>(?:护照|通行证|身份证|证件)(?:号码|号)?\s*(?:[是为:]\s*)?)[a-z]{1,2}\d{6,9}(?:\(\d\))?/gi,
    mark: '〔证件号〕',
  },
  { pattern: alone(String.raw`[1-9]${digits(16)}${SEPARATOR}[\dx](?![a-z0-9])`), mark: '〔证件号〕' },
  {
    pattern: alone(
      String.raw`[1-9]${digits(7)}${SEPARATOR}(?:0\d|1[0-2])${SEPARATOR}(?:0[1-9]|[12]\d|3[01])${digits(3)}`,
    ),
    mark: '〔证件号〕',
  },
  { pattern: new RegExp(MOBILE, 'giu'), mark: '〔电话〕' },
  { pattern: alone(String.raw`(?:19|20)\d{2}([-./]?)(?:0?[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01]|[1-9])`) },
  {
    pattern: alone(
      String.raw`${COUNTRY}\(?0${SEPARATOR}(?:10|2\d|[3-9]\d{2})${SEPARATOR}[2-8]${digits('6,7')}(?:\s?(?:转|-)\s?\d{1,5})?`,
    ),
    mark: '〔电话〕',
  },
  { pattern: alone(String.raw`\d${digits('15,18')}`), mark: '〔卡号〕' },
  { pattern: alone(String.raw`\d${digits('11,')}`), mark: '〔号码〕' },
  {
    pattern: /(?<marker>(?:电话|座机|固话|手机|联系方式|tel)(?:号码|号)?\s*(?:[是为:.]\s*)?)\d{3,4}[\s-]\d{4}(?!\d)/gi,
    mark: '〔电话〕',
  },
  { pattern: alone(String.raw`[2-8]\d{6,7}(?![a-z]|\.\d)`), mark: '〔电话〕' },
  {
    pattern: new RegExp(
      String.raw`[${PROVINCES}][A-HJ-Z]\s?[·.-]?\s?(?=[A-Z0-9]*\d)[A-HJ-NP-Z0-9]{4,6}[挂学警港澳领使]?(?![A-Z0-9])`,
      'gi',
    ),
    mark: '〔车牌〕',
  },
];

/**
 * The rules in the order in which they claim text: what is known of this person first, then what is personal of anybody.
 * A pattern is made only for what can stand in the text at all: making one takes longer than searching with all the others.
 */
export function rulesFor(known: KnownPersonalData, text: string): readonly Rule[] {
  const may = mayStandIn(text);
  return [
    ...knownNumber(known.idNumber, '〔证件号〕', may),
    ...knownNumber(known.phone, '〔电话〕', may),
    ...knownAddress(known.address, may),
    ...knownName(known.name, may),
    ...GENERAL,
  ];
}

type MayStand = (value: string) => boolean;

/** Whether each character of a value, in whatever case, is somewhere in the text. */
function mayStandIn(text: string): MayStand {
  const [lower, upper] = [text.toLowerCase(), text.toUpperCase()];
  return (value) =>
    Array.from(value.replaceAll(/\s/g, '')).every(
      (character) => lower.includes(character.toLowerCase()) || upper.includes(character.toUpperCase()),
    );
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
const normal = (text: string | undefined): string => (text ?? '').normalize('NFKC').trim();
/** The characters of `text` with anything of `between` allowed between them. */
const spaced = (text: string, between: string): string =>
  Array.from(text.replaceAll(/\s/g, '')).map(escaped).join(between);

function knownNumber(value: string | undefined, mark: string, may: MayStand): Rule[] {
  const characters = normal(value).replaceAll(/[^0-9a-z]/gi, '');
  if (characters.length < 5 || !may(characters)) return [];
  return [{ pattern: new RegExp(spaced(characters, SEPARATOR), 'giu'), mark }];
}

const TITLES = '先生|女士|小姐|师傅|老师|大爷|大妈|大叔|阿姨|奶奶|爷爷|同志|某某|某';

function knownName(value: string | undefined, may: MayStand): Rule[] {
  const name = normal(value);
  const characters = Array.from(name);
  const [surname = ''] = characters;
  const mark = '〔姓名〕';
  if (characters.length < 2 || !may(surname)) return [];
  if (/^[\x20-\x7e]+$/.test(name)) {
    const words = name
      .split(/\s+/)
      .map(escaped)
      .join(String.raw`\s+`);
    return [{ pattern: new RegExp(String.raw`(?<![a-z])${words}(?![a-z])`, 'gi'), mark }];
  }
  return [
    ...(may(name) ? [{ pattern: new RegExp(spaced(name, String.raw`[\s·]*`), 'giu'), mark }] : []),
    { pattern: new RegExp(`${escaped(surname)}(?:${TITLES})`, 'gu'), mark },
  ];
}

/** The whole address, and what stands in it after the building: unit and room point at one household. */
function knownAddress(value: string | undefined, may: MayStand): Rule[] {
  const address = normal(value);
  const household = address.split(/[栋幢座弄]|号楼/).at(-1) ?? '';
  const parts = household === address || !/\d{3}|单元/.test(household) ? [address] : [address, household];
  return parts
    .filter((part) => Array.from(part).length >= 3 && may(part))
    .map((part) => ({ pattern: new RegExp(spaced(part, String.raw`\s*`), 'giu'), mark: '〔地址〕' }));
}
