import type { Config } from '@app/runtime';
import type { INestApplicationContext } from '@nestjs/common';
import { prepareSeeds } from '../commands/seed.js';
import { prepareDemoWeek } from '../demo/demo-week.js';
import { demoAccounts } from './demo-accounts.js';

export interface UpOptions {
  /** Play the sample week too. */
  readonly demo: boolean;
}

/** Brings data in before anybody is served; must find out by itself whether that was done at an earlier start. */
export type Preparation = (app: INestApplicationContext, config: Config, options: UpOptions) => Promise<void>;

/** Lines to print below the address. */
export type Notice = (app: INestApplicationContext, config: Config) => Promise<string[]>;

/** Run in this order at every start. */
export const preparations: readonly Preparation[] = [prepareSeeds, prepareDemoWeek];

/** Printed in this order once the instance is ready. */
export const notices: readonly Notice[] = [demoAccounts];
