import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { deIdentify } from './de-identify.js';

describe('numbers of people', () => {
  test.each([
    ['请打13800138000联系', '请打〔电话〕联系'],
    ['请打138-0013-8000联系', '请打〔电话〕联系'],
    ['请打138 0013 8000。', '请打〔电话〕。'],
    ['手机：+86 138 0013 8000', '手机：〔电话〕'],
    ['手机：0086-13800138000', '手机：〔电话〕'],
    ['手机：8613800138000', '手机：〔电话〕'],
    ['手机：１３８００１３８０００', '手机：〔电话〕'],
    ['手机：1\u200B3800138000', '手机：〔电话〕'],
    ['手机：1️⃣3800138000', '手机：〔电话〕'],
    ['手机幺三八零零一三八零零零', '手机〔电话〕'],
    ['请联系张三13912345678', '请联系张三〔电话〕'],
    ['王五139 1234 5678', '王五〔电话〕'],
    ['张一13912345678', '张一〔电话〕'],
    ['张三139-1234-5678', '张三〔电话〕'],
    ['张三一三九一二三四五六七八，三楼', '张三〔电话〕，三楼'],
    ['13912345678三楼', '〔电话〕三楼'],
    ['13800138000,13900139000', '〔电话〕,〔电话〕'],
    ['13800138000 13900139000', '〔电话〕 〔电话〕'],
    ['住户5单元13800138000来电', '住户5单元〔电话〕来电'],
    ['座机0792-8123456', '座机〔电话〕'],
    ['座机(0792)8123456', '座机〔电话〕'],
    ['座机010-88886666转801', '座机〔电话〕'],
    ['座机8123456，晚上打', '座机〔电话〕，晚上打'],
    ['电话：8812-3456', '电话：〔电话〕'],
    ['身份证110101199003070215', '身份证〔证件号〕'],
    ['身份证11010119900307021X', '身份证〔证件号〕'],
    ['身份证110101 19900307 021x，', '身份证〔证件号〕，'],
    ['身份证110101900307021', '身份证〔证件号〕'],
    ['护照号：E12345678', '护照号：〔证件号〕'],
    ['卡号6222 0213 0600 1234 567', '卡号〔卡号〕'],
    ['卡号6222021306001234', '卡号〔卡号〕'],
    ['订单 202611210800123', '订单 〔号码〕'],
    ['邮箱zhang.san@example.com.cn。', '邮箱〔邮箱〕。'],
    ['邮箱ｚｓ＠ｅｘａｍｐｌｅ．ｃｏｍ', '邮箱〔邮箱〕'],
    ['赣A·12345乱停', '〔车牌〕乱停'],
    ['赣a12345乱停', '〔车牌〕乱停'],
    ['新能源赣GD12345占位', '新能源〔车牌〕占位'],
    ['加我微信zhangsan_99', '加我微信〔社交账号〕'],
    ['微信号：wxid_abc123', '微信号：〔社交账号〕'],
    ['VX: abcdef1', 'VX: 〔社交账号〕'],
    ['QQ 12345678 找我', 'QQ 〔社交账号〕 找我'],
    ['qq号是87654321', 'qq号是〔社交账号〕'],
  ])('%s → %s', (text, clean) => expect(deIdentify(text)).toBe(clean));
});

describe('what is no personal data stays, character for character', () => {
  test.each([
    '',
    '3栋2单元电梯坏了，已经第５天。',
    '2026-11-21 08:30 起停水，到2026年11月25日仍未恢复',
    '20261121 和 2026/11/21 都停电',
    '打过12345、110和119，也打过96333',
    '井盖约1200元，面积100.5平方米，编号K2026-0017',
    '一二三四五，六七八九十',
    '微信群里没人回，QQ也找不到人',
    '路灯杆号 XY-S1-C03-204',
    '每天7:30-22:30施工，噪声85分贝',
  ])('%s', (text) => expect(deIdentify(text)).toBe(text));
});

describe('what is known of the speaker', () => {
  const known = {
    name: '欧阳小明',
    phone: '8001234',
    idNumber: 'H10203040',
    address: '九江市浔阳区滨江路18号荷花苑3栋2单元501室',
  };
  test.each([
    ['我是欧阳小明，住荷花苑', '我是〔姓名〕，住荷花苑'],
    ['我是欧阳 小明', '我是〔姓名〕'],
    ['回电800-1234', '回电〔电话〕'],
    ['证件H1020 3040', '证件〔证件号〕'],
    ['住九江市浔阳区滨江路18号荷花苑3栋2单元501室，漏水', '住〔地址〕，漏水'],
    ['荷花苑3栋 2单元501室漏水', '荷花苑3栋 〔地址〕漏水'],
    ['荷花苑3栋漏水', '荷花苑3栋漏水'],
  ])('%s → %s', (text, clean) => expect(deIdentify(text, known)).toBe(clean));

  test('is found by surname and title', () => {
    expect(deIdentify('我姓王，王女士，找王师傅', { name: '王小丽' })).toBe('我姓王，〔姓名〕，找〔姓名〕');
  });

  test('a Latin name is a word, not a part of one', () => {
    expect(deIdentify('Li Na lives in Lina Road', { name: 'Li  Na' })).toBe('〔姓名〕 lives in Lina Road');
  });

  test('a name of one character or with signs that mean something to a pattern does no harm', () => {
    expect(deIdentify('王王王', { name: '王' })).toBe('王王王');
    expect(deIdentify('a.b (c) axb', { name: 'a.b (c)' })).toBe('〔姓名〕 axb');
  });
});

const mobile = fc
  .tuple(fc.constantFrom('3', '4', '5', '6', '7', '8', '9'), fc.stringMatching(/^\d{9}$/))
  .map(([second, rest]) => `1${second}${rest}`);
const separator = fc.constantFrom(
  '',
  '',
  '',
  ' ',
  '-',
  '－',
  '—',
  '.',
  '·',
  '　',
  '\u200B',
  '\u00A0',
  '/',
  '_',
  '  ',
  ' - ',
);
const written = fc.constantFrom(
  (digit: string) => digit,
  (digit: string) => String.fromCodePoint(0xff10 + Number(digit)),
  (digit: string) => String.fromCodePoint(0x1d7ce + Number(digit)),
  (digit: string) => '〇一二三四五六七八九'.charAt(Number(digit)),
);
const around = fc.stringMatching(/^[一-龥a-z，。：,:;()（）!\n]{0,12}$/);

describe('for any text', () => {
  test('no mobile number survives, however it is written', () => {
    fc.assert(
      fc.property(
        mobile,
        fc.array(separator, { minLength: 10, maxLength: 10 }),
        written,
        fc.constantFrom('', '+86', '+86 ', '0086-', '86', '(+86)', '+８６'),
        around,
        around,
        (number, separators, write, country, before, after) => {
          const noted = Array.from(number, (digit, i) => write(digit) + (separators[i] ?? '')).join('');
          const clean = deIdentify(`${before}，${country}${noted}，${after}`);
          const digits = clean
            .normalize('NFKC')
            .replaceAll(/[〇一二三四五六七八九]/g, (n) => String('〇一二三四五六七八九'.indexOf(n)))
            .replaceAll(/\D/g, '');
          expect(clean).toContain('〔电话〕');
          expect(digits).not.toContain(number);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('no run of eleven or more digits that begins like a mobile survives in contiguous text', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\d a-z，单元-]{0,60}$/), (text) => {
        expect(deIdentify(text)).not.toMatch(/(?<!\d)1[3-9]\d{9}(?!\d)|\d{12}/);
      }),
      { numRuns: 500 },
    );
  });

  test('cleaning twice changes nothing more, and text without digits or @ is left alone', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const once = deIdentify(text);
        expect(deIdentify(once)).toBe(once);
      }),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[上下左右大小，。！？ ]{0,80}$/), (text) => expect(deIdentify(text)).toBe(text)),
    );
  });
});

test('a long text made to be slow is read in no time', () => {
  const nasty = ['1-', '微信 ', '赣A', 'a@', '1 ', '0 7 9 ', 'a', '13800138000，', '电话 '].flatMap((text) => [
    text.repeat(5_000),
    text + ' '.repeat(20_000),
  ]);
  const start = performance.now();
  for (const text of nasty) deIdentify(text, { name: '张三', address: '滨江路18号荷花苑3栋2单元501室' });
  expect(performance.now() - start).toBeLessThan(3_000);
});
