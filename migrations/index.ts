import type { MigrationInterface } from 'typeorm';

/** Every migration, oldest first; a new one is a file `<timestamp>-<name>.ts` and a line here. */
export const migrations: (new () => MigrationInterface)[] = [];
