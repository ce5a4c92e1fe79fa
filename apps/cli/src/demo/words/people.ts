import type { Random } from '../random.js';

const SURNAMES = Array.from('赵周吴徐孙胡朱高林何郭罗宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶');
const GIVEN = ['小满', '谷雨', '立夏', '白露', '霜降', '清明', '夏至', '秋分', '冬至', '惊蛰', '处暑', '芒种'];
const KIN = ['一', '二', '三'];

/** Nobody's: surnames with the names of the solar terms, and numbers of a range that no one is given. */
export const inventedPerson = (random: Random): { readonly name: string; readonly phone: string } => ({
  name: `${random.pick(SURNAMES)}${random.pick(GIVEN)}`,
  phone: `1380000${String(random.whole(0, 9_999)).padStart(4, '0')}`,
});

const SHOPS = ['鑫鑫超市', '家家乐便利店', '顺达五金店', '天天生活超市', '小红马百货', '旺旺家电行'];
const EATERIES = ['好再来饭馆', '老地方烧烤', '阿福早餐店', '百味小炒', '红灯笼火锅', '小白象奶茶店', '一口香面馆'];

/** Fills a text's places in: `{地}` an estate, `{路}` a road, `{楼}` a building, `{门}` a flat's door, `{铺}` a shop, `{馆}` an eatery. */
export function placed(
  text: string,
  community: string,
  random: Random,
): { readonly text: string; readonly address: string } {
  const base = community.replace(/社区$/, '');
  const estate = `${base}${random.pick(['小区', '花园', '新村', '家园'])}`;
  const road = `${base}${random.pick(['路', '街', '巷'])}`;
  const building = `${random.whole(1, 28)}栋`;
  const words: Record<string, string> = {
    地: estate,
    路: road,
    楼: building,
    门: `${building}${random.pick(KIN)}单元`,
    铺: random.pick(SHOPS),
    馆: random.pick(EATERIES),
  };
  const filled = text.replaceAll(/\{(.)\}/g, (_, key: string) => words[key] ?? '');
  const onRoad = text.includes('{路}') && !text.includes('{地}');
  const address = onRoad ? `${road}${random.whole(1, 199)}号附近` : `${estate}${text.includes('{楼}') ? building : ''}`;
  return { text: filled, address };
}

const BEGINNINGS = ['', '', '', '', '你好，', '您好！', '麻烦反映一下，', '我要投诉：', '再反映一次：'];
const ENDS = ['', '', '', '', '请尽快处理。', '希望有人来看看。', '谢谢！', '等你们回复。'];

/** The same in a person's own manner; now and then with what should never reach a department. */
export function spoken(text: string, person: { name?: string; phone?: string }, random: Random): string {
  const contact =
    person.phone && random.chance(0.22)
      ? random.pick([
          `我的电话${person.phone}，随时可以打。`,
          `联系我：${person.phone}，${person.name ?? ''}。`,
          `（${person.phone}）`,
        ])
      : '';
  return `${random.pick(BEGINNINGS)}${text}${contact || random.pick(ENDS)}`;
}

const REPORTS = ['', '', '', '巡查发现：', '走访时居民集中反映：', '今日巡查，', '现场核实：'];

/** As staff write it. */
export const reported = (text: string, random: Random): string => `${random.pick(REPORTS)}${text}`;
