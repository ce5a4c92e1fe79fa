/** Double-character surnames (复姓) that occur in the census; a name that begins with one keeps both characters. */
const COMPOUND_SURNAMES = new Set(
  '欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 宇文 长孙 司徒 司空 东方 西门 南宫 独孤 端木 轩辕 申屠 淳于 钟离 闻人 澹台 呼延 赫连 万俟 太史 公冶 鲜于 拓跋 百里 东郭'.split(
    ' ',
  ),
);

/** `张三` → `张*`, `欧阳娜娜` → `欧阳**`: the surname stays, at most two stars follow (domain §4.4). */
export function maskName(name: string): string {
  const characters = Array.from(name.normalize('NFKC').trim());
  if (characters.length < 2) return '*'.repeat(characters.length);
  const compound = characters.length > 2 && COMPOUND_SURNAMES.has(characters.slice(0, 2).join(''));
  const kept = compound ? 2 : 1;
  return characters.slice(0, kept).join('') + '*'.repeat(Math.min(2, characters.length - kept));
}

/** `138****5678`; a number too short to show seven digits shows its last two at most (domain §4.4). */
export function maskPhone(phone: string): string {
  const digits = phone
    .normalize('NFKC')
    .replaceAll(/\D/g, '')
    .replace(/^(?:00)?86(?=1\d{10}$)/, '');
  if (digits.length >= 11) return `${digits.slice(0, 3)}****${digits.slice(-4)}`;
  return digits.length >= 7 ? `*****${digits.slice(-2)}` : '*'.repeat(digits.length);
}

/** `110101199003070215` → `1101***********215`: first four and last three; other documents show their last two (domain §4.4). */
export function maskIdNumber(idNumber: string): string {
  const text = idNumber
    .normalize('NFKC')
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .toUpperCase();
  if (text.length === 18 || text.length === 15) {
    return text.slice(0, 4) + '*'.repeat(text.length - 7) + text.slice(-3);
  }
  return text.length >= 7 ? '*'.repeat(text.length - 2) + text.slice(-2) : '*'.repeat(text.length);
}
