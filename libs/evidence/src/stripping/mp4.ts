const HEADER = 8;
/** Boxes that hold boxes, on the way to where a place may be told. */
const HOLDS = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'dinf', 'mvex', 'moof', 'traf']);
/** Boxes that tell of the making: the user's data (©xyz is where), metadata, and whatever vendors put into theirs. */
const TELLS = new Set(['udta', 'meta', 'uuid', 'ilst', 'keys', 'id32', 'free', 'skip', 'XMP_']);
/** Boxes that a player needs at the top of a file. */
const TOP = new Set(['ftyp', 'styp', 'moov', 'moof', 'mdat', 'mfra', 'sidx', 'ssix']);
/** Tracks that are seen or heard; all others may hold where the camera was, second by second. */
const PLAYED = new Set(['vide', 'soun']);
const HANDLER_AT = 16;

/**
 * An MP4 whose metadata is overwritten with blanks, so that every picture and sound stays where its tables say.
 * @returns undefined if it is malformed, or has a track that is neither seen nor heard: what that tells lies among the pictures
 */
export function stripMp4(mp4: Buffer): Buffer | undefined {
  const stripped = Buffer.from(mp4);
  return blanked(stripped, 0, stripped.length, 'file') ? stripped : undefined;
}

/** Whether every box in the range could be read, and none is of a kind that cannot be blanked. */
function blanked(mp4: Buffer, from: number, until: number, inside: string): boolean {
  let at = from;
  while (at + HEADER <= until) {
    const box = boxAt(mp4, at, until);
    if (!box) return false;
    const { type, content, end } = box;
    if (TELLS.has(type) || (inside === 'file' && !TOP.has(type))) {
      mp4.write('free', at + 4, 'latin1');
      mp4.fill(0, content, end);
    } else if (type === 'hdlr' && inside === 'mdia') {
      if (!PLAYED.has(mp4.toString('latin1', at + HANDLER_AT, at + HANDLER_AT + 4))) return false;
    } else if (HOLDS.has(type) && !blanked(mp4, content, end, type)) return false;
    at = end;
  }
  return at === until;
}

function boxAt(mp4: Buffer, at: number, until: number) {
  const type = mp4.toString('latin1', at + 4, at + HEADER);
  let size = mp4.readUInt32BE(at);
  let content = at + HEADER;
  if (size === 0) size = until - at;
  if (size === 1) {
    if (content + 8 > until) return undefined;
    size = Number(mp4.readBigUInt64BE(content));
    content += 8;
  }
  const end = at + size;
  return end >= content && end <= until ? { type, content, end } : undefined;
}
