import type { DirectoryEvent } from './directory.events.js';
import type { ApiKey, Area, Effective, Grant, OrgUnit, Post } from './directory.types.js';
import { defined, ended, type Timeline } from './timeline.js';

/** What directory events add up to: one stream's for its decider, all streams' for the view. */
export interface DirectoryState {
  /** How many events went in. */
  readonly events: number;
  readonly areas: ReadonlyMap<string, Timeline<Area>>;
  readonly units: ReadonlyMap<string, Timeline<OrgUnit>>;
  readonly posts: ReadonlyMap<string, Timeline<Post>>;
  readonly grants: ReadonlyMap<string, Timeline<Grant>>;
  readonly apiKeys: ReadonlyMap<string, Timeline<ApiKey>>;
  /** Merged unit → the unit that took over. */
  readonly successors: ReadonlyMap<string, string>;
}

export const emptyDirectory: DirectoryState = {
  events: 0,
  areas: new Map(),
  units: new Map(),
  posts: new Map(),
  grants: new Map(),
  apiKeys: new Map(),
  successors: new Map(),
};

export const postKey = ({ personId, post, areaPath }: Pick<Post, 'personId' | 'post' | 'areaPath'>): string =>
  `${areaPath} ${post} ${personId}`;

export const grantKey = ({ personId, grantId }: Pick<Grant, 'personId' | 'grantId'>): string =>
  `${personId} ${grantId}`;

export const evolveDirectory = (state: DirectoryState, event: DirectoryEvent): DirectoryState =>
  foldDirectory(state, [event]);

/** The state after all of `events`; the one before stays as it was. */
export function foldDirectory(before: DirectoryState, events: readonly DirectoryEvent[]): DirectoryState {
  const state = new Changes(before);
  for (const event of events) state.apply(event);
  return state.after();
}

/** Copies a map when it first changes, so that a page of events costs one copy and no earlier state is touched. */
class Changes {
  private readonly copies = new Map<string, Map<string, unknown>>();
  private count = 0;

  constructor(private readonly before: DirectoryState) {}

  after(): DirectoryState {
    return { ...this.before, ...Object.fromEntries(this.copies), events: this.before.events + this.count };
  }

  apply({ type, data }: DirectoryEvent): void {
    this.count++;
    switch (type) {
      case 'AreaDefined':
        return this.define('areas', data.path, data);
      case 'AreaRetired':
        return this.end('areas', data.path, data.at);
      case 'OrgUnitDefined':
        return this.define('units', data.id, data);
      case 'OrgUnitRetired':
        return this.end('units', data.unitId, data.at);
      case 'OrgUnitsMerged':
        for (const unitId of data.from) {
          this.end('units', unitId, data.at);
          this.copy<string>('successors').set(unitId, data.into);
        }
        return;
      case 'PostHeld':
        return this.define('posts', postKey(data), data);
      case 'PostLeft':
        return this.end('posts', postKey(data), data.at);
      case 'GrantGiven':
        return this.define('grants', grantKey(data), data);
      case 'GrantRevoked':
        return this.end('grants', grantKey(data), data.at);
      case 'ApiKeyIssued':
        return this.define('apiKeys', data.keyId, data);
      case 'ApiKeyRevoked':
        return this.end('apiKeys', data.keyId, data.at);
    }
  }

  private define(map: TimelineMap, key: string, value: Effective): void {
    const timelines = this.copy<Timeline<Effective>>(map);
    timelines.set(key, defined(timelines.get(key) ?? [], value));
  }

  private end(map: TimelineMap, key: string, at: string): void {
    const timelines = this.copy<Timeline<Effective>>(map);
    timelines.set(key, ended(timelines.get(key) ?? [], at));
  }

  private copy<T>(map: TimelineMap | 'successors'): Map<string, T> {
    const copy = (this.copies.get(map) as Map<string, T> | undefined) ?? new Map(this.before[map] as Map<string, T>);
    this.copies.set(map, copy);
    return copy;
  }
}

type TimelineMap = 'areas' | 'units' | 'posts' | 'grants' | 'apiKeys';
