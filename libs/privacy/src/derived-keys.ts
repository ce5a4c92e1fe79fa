import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { KEY_BYTES } from './aes-gcm.js';

/** Crockford's base 32: no I, L, O, U. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 8;

/** Hashes and codes that nobody can recompute or guess without the vault's root secret. Nothing of them is stored here. */
export class DerivedKeys {
  readonly #command: Buffer;
  readonly #phone: Buffer;
  readonly #followUp: Buffer;

  /** @param rootSecret 32 bytes; each use gets a key of its own by HKDF-SHA-256 */
  constructor(rootSecret: Buffer) {
    const derive = (info: string): Buffer =>
      Buffer.from(hkdfSync('sha256', rootSecret, Buffer.alloc(0), `chuishao/${info}`, KEY_BYTES));
    this.#command = derive('command-hash/1');
    this.#phone = derive('phone-index/1');
    this.#followUp = derive('follow-up-code/1');
  }

  /** Hex HMAC-SHA-256 of a command's content: low-entropy content cannot be guessed from it. */
  keyedHash(text: string): string {
    return hmac(this.#command, text).toString('hex');
  }

  /** Blind index of a phone number, for search and duplicates: the same for every way to write the same number. */
  phoneIndex(phone: string): string {
    const digits = phone
      .normalize('NFKC')
      .replaceAll(/\D/g, '')
      .replace(/^(?:00)?86(?=1\d{10}$)/, '');
    return hmac(this.#phone, digits).toString('hex');
  }

  /** The reporter's follow-up code (查询码) of a whistle, such as `K7M2-9QXP`: 40 bits, the same whenever asked. */
  followUpCode(whistleId: string): string {
    const code = this.#codeOf(whistleId);
    return `${code.slice(0, 4)}-${code.slice(4)}`;
  }

  /** Constant-time; case, spaces and hyphens do not matter, and O, I and L are read as 0, 1 and 1. */
  matchesFollowUpCode(whistleId: string, code: string): boolean {
    const given = code
      .normalize('NFKC')
      .toUpperCase()
      .replaceAll(/[\s\p{Pd}]/gu, '')
      .replaceAll('O', '0')
      .replaceAll(/[IL]/g, '1');
    const expected = hmac(this.#followUp, this.#codeOf(whistleId));
    return timingSafeEqual(hmac(this.#followUp, given), expected);
  }

  #codeOf(whistleId: string): string {
    let bits = hmac(this.#followUp, whistleId).readBigUInt64BE();
    let code = '';
    for (let i = 0; i < CODE_LENGTH; i++, bits >>= 5n) code += ALPHABET.charAt(Number(bits & 31n));
    return code;
  }
}

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text, 'utf8').digest();
