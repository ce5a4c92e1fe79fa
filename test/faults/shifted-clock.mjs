/** Loaded before a process (`node --import`): its clock is off by the milliseconds that stand in the file CLOCK_OFFSET_FILE. */
import { readFileSync } from 'node:fs';

const RealDate = Date;
let offset = 0;
const read = () => {
  offset = Number(readFileSync(process.env.CLOCK_OFFSET_FILE, 'utf8')) || 0;
};
read();
setInterval(read, 20).unref();

globalThis.Date = class Date extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...given);
  }
  static now() {
    return RealDate.now() + offset;
  }
};
