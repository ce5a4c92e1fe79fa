/**
 * A command was refused by a rule. `code` is stable and reads `area/reason`; `facts` are what a text needs to explain it.
 * The kernel knows no HTTP: the API maps codes to statuses and texts in one table.
 */
export class DomainError extends Error {
  constructor(
    readonly code: `${string}/${string}`,
    readonly facts: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${code} ${JSON.stringify(facts)}`);
    this.name = 'DomainError';
  }
}
