const ID3_HEADER = 10;
const ID3V1_BYTES = 128;
const APE_FOOTER = 32;

/**
 * An MP3 without its tags (title, place, pictures, lyrics), before and behind the sound.
 * @returns undefined if a tag claims to be longer than the file
 */
export function stripMp3(mp3: Buffer): Buffer | undefined {
  let from = 0;
  while (mp3.toString('latin1', from, from + 3) === 'ID3') {
    if (from + ID3_HEADER > mp3.length) return undefined;
    const footer = (mp3[from + 5] ?? 0) & 0x10 ? ID3_HEADER : 0;
    from += ID3_HEADER + sevenBitSize(mp3, from + 6) + footer;
    if (from > mp3.length) return undefined;
  }
  let until = mp3.length;
  if (mp3.toString('latin1', until - ID3V1_BYTES, until - ID3V1_BYTES + 3) === 'TAG') until -= ID3V1_BYTES;
  if (mp3.toString('latin1', until - APE_FOOTER, until - APE_FOOTER + 8) === 'APETAGEX') {
    const size = mp3.readUInt32LE(until - APE_FOOTER + 12);
    const header = mp3.readUInt32LE(until - APE_FOOTER + 20) >= 0x8000_0000 ? APE_FOOTER : 0;
    until -= size + header;
  }
  return until > from ? mp3.subarray(from, until) : undefined;
}

/** Four bytes of seven bits each. */
const sevenBitSize = (mp3: Buffer, at: number): number =>
  [0, 1, 2, 3].reduce((size, i) => size * 128 + ((mp3[at + i] ?? 0) & 0x7f), 0);
