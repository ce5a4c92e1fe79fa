import type { CommandContext, Instant } from '@app/kernel';
import type { ApiKey, Area, Grant, OrgUnit, Post } from './directory.types.js';

export interface Definitions {
  readonly areas: readonly Area[];
  readonly units: readonly OrgUnit[];
  readonly posts: readonly Post[];
}

/** Areas, units and posts as they are from their `from` on. Only what differs from the stream becomes an event. */
export class DefineDirectory {
  readonly type = 'DefineDirectory';
  constructor(
    /** See `directoryStream`. */
    readonly streamId: string,
    readonly definitions: Definitions,
    readonly context: CommandContext,
  ) {}
}

/** Ends areas (撤销), units (撤并) and posts (离任) at a moment; history keeps them. */
export class RetireFromDirectory {
  readonly type = 'RetireFromDirectory';
  constructor(
    readonly streamId: string,
    readonly retired: {
      readonly areaPaths: readonly string[];
      readonly unitIds: readonly string[];
      readonly posts: readonly Pick<Post, 'personId' | 'post' | 'areaPath'>[];
    },
    readonly endsAt: Instant,
    readonly context: CommandContext,
  ) {}
}

/** 机构合并: `from` end, and `into`, defined before, carries on their duties (信访工作条例 §24). */
export class MergeOrgUnits {
  readonly type = 'MergeOrgUnits';
  constructor(
    readonly streamId: string,
    readonly from: readonly string[],
    readonly into: string,
    readonly endsAt: Instant,
    readonly context: CommandContext,
  ) {}
}

export class GiveGrant {
  readonly type = 'GiveGrant';
  constructor(
    readonly grant: Grant,
    readonly context: CommandContext,
  ) {}
}

/** Ends a grant at the moment of the command. */
export class RevokeGrant {
  readonly type = 'RevokeGrant';
  constructor(
    readonly personId: string,
    readonly grantId: string,
    readonly context: CommandContext,
  ) {}
}

/** Registers a department system's key. The secret itself never reaches a command. */
export class IssueApiKey {
  readonly type = 'IssueApiKey';
  constructor(
    readonly key: ApiKey,
    readonly context: CommandContext,
  ) {}
}

export class RevokeApiKey {
  readonly type = 'RevokeApiKey';
  constructor(
    readonly keyId: string,
    readonly context: CommandContext,
  ) {}
}

export type DirectoryCommand =
  DefineDirectory | RetireFromDirectory | MergeOrgUnits | GiveGrant | RevokeGrant | IssueApiKey | RevokeApiKey;

/** `directory-XY-S1` for `XY/S1`: a stream per street and one for the root with its departments. */
export const directoryStream = (areaPath: string): string => `directory-${areaPath.replaceAll('/', '-')}`;

/** One stream per person, so that all that somebody ever might do can be read in one place. Area codes begin with a capital. */
export const grantsStream = (personId: string): string => `directory-grants-${personId}`;

export const apiKeyStream = (keyId: string): string => `directory-keys-${keyId}`;

/** The stream that a command is decided on. */
export function streamOf(command: DirectoryCommand): string {
  switch (command.type) {
    case 'GiveGrant':
      return grantsStream(command.grant.personId);
    case 'RevokeGrant':
      return grantsStream(command.personId);
    case 'IssueApiKey':
      return apiKeyStream(command.key.keyId);
    case 'RevokeApiKey':
      return apiKeyStream(command.keyId);
    case 'DefineDirectory':
    case 'RetireFromDirectory':
    case 'MergeOrgUnits':
      return command.streamId;
  }
}
