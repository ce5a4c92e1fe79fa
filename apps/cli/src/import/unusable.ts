/** The mapping or the file cannot be used at all: a line for each thing that is wrong. */
export class Unusable extends Error {
  constructor(readonly lines: readonly string[]) {
    super(lines.join('\n'));
    this.name = 'Unusable';
  }
}
