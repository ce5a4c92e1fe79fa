import type { Instant } from '@app/kernel';
import { foldDirectory, type DirectoryState, emptyDirectory } from './directory.state.js';
import type { DirectoryEvent } from './directory.events.js';
import {
  type DirectoryView,
  type Effective,
  type Grant,
  type OrgUnit,
  parentOf,
  type Post,
  rootOf,
  within,
} from './directory.types.js';
import { inForce, intervals, type Timeline } from './timeline.js';

/** The view of a state. Its indexes are built when they are first asked for. */
export function directoryView(state: DirectoryState): DirectoryView {
  const childPaths = once(() => grouped([...state.areas.keys()].sort(), parentOf));
  const unitIds = once(() =>
    grouped([...state.units].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(placesOfUnit), ([found]) => found),
  );
  const everBelow = once(() => grouped([...state.units].flatMap(parentsOfUnit), ([parentId]) => parentId));
  const postsByArea = once(() => grouped([...state.posts.values()], areaOf));
  const postsByPerson = once(() => grouped([...state.posts.values()], personOf));
  const grantsByPerson = once(() => grouped([...state.grants.values()], personOf));

  const unit = (id: string, at: Instant) => inForce(state.units.get(id) ?? [], at);
  const idsAt = (type: string, path: string) => (unitIds().get(place(type, path)) ?? []).map(([, id]) => id);
  const unitsAt = (type: string, path: string, at: Instant) =>
    idsAt(type, path)
      .map((id) => unit(id, at))
      .filter((found) => found?.type === type && found.areaPath === path)
      .filter((found) => found !== undefined);

  return {
    version: String(state.events),
    area: (path, at) => inForce(state.areas.get(path) ?? [], at),
    areasBelow: (path, at) =>
      inForceOf(
        (childPaths().get(path) ?? []).map((child) => state.areas.get(child)),
        at,
      ),
    timeZoneOf: (path) =>
      upwards(path)
        .map((at) => state.areas.get(at)?.at(-1)?.value.timeZone)
        .find((zone) => zone !== undefined),
    unit,
    unitsOfType: (type, path, at) =>
      inForceOf(state.units.values(), at)
        .filter((found) => found.type === type && rootOf(found.areaPath) === rootOf(path))
        .sort(nearestTo(path)),
    nearestUnit: (type, path, at) =>
      upwards(path)
        .map((area) => unitsAt(type, area, at)[0])
        .find((found) => found !== undefined),
    lapsedUnits: (type, path, at) =>
      upwards(path)
        .flatMap((area) => idsAt(type, area))
        .filter((id) => unit(id, at) === undefined)
        .map((id) => intervals(state.units.get(id) ?? []).at(-1))
        .filter((found) => found !== undefined),
    successorOf: (unitId, at) => {
      const seen = new Set<string>();
      let next = state.successors.get(unitId);
      while (next !== undefined && !seen.has(next) && !unit(next, at)) {
        seen.add(next);
        next = state.successors.get(next);
      }
      return next === undefined ? undefined : unit(next, at);
    },
    units: (at) => inForceOf(state.units.values(), at).sort(byId),
    unitsBelow: (unitId, at) => {
      const below = new Set([unitId]);
      for (const parent of below) {
        for (const [, id] of everBelow().get(parent) ?? []) if (unit(id, at)?.parentId === parent) below.add(id);
      }
      below.delete(unitId);
      return [...below];
    },
    postsIn: (path, at) =>
      [...postsByArea()].filter(([area]) => within(area, path)).flatMap(([, posts]) => inForceOf(posts, at)),
    postsOf: (personId, at) => inForceOf(postsByPerson().get(personId) ?? [], at),
    grants: (at) => inForceOf(state.grants.values(), at),
    grantsOf: (personId, at) => inForceOf(grantsByPerson().get(personId) ?? [], at),
    apiKey: (keyId, at) => inForce(state.apiKeys.get(keyId) ?? [], at),
    everyGrant: () => lastOf(state.grants.values()),
    everyApiKey: () => lastOf(state.apiKeys.values()),
  };
}

/** A view straight from events, for tests and tools. */
export const directoryOf = (events: readonly DirectoryEvent[]): DirectoryView =>
  directoryView(foldDirectory(emptyDirectory, events));

const once = <T>(make: () => T): (() => T) => {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
};

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}

const inForceOf = <T extends Effective>(timelines: Iterable<Timeline<T> | undefined>, at: Instant): T[] =>
  [...timelines].map((timeline) => inForce(timeline ?? [], at)).filter((value) => value !== undefined);

const lastOf = <T extends Effective>(timelines: Iterable<Timeline<T>>): T[] =>
  [...timelines].map((timeline) => intervals(timeline).at(-1)).filter((value) => value !== undefined);

const place = (type: string, areaPath: string): string => `${type} ${areaPath}`;

/** Every type and area that a unit ever had; what holds at a moment is checked on reading. */
const placesOfUnit = ([id, timeline]: readonly [string, Timeline<OrgUnit>]): readonly (readonly [string, string])[] =>
  [...new Set(timeline.map(({ value }) => place(value.type, value.areaPath)))].map((found) => [found, id] as const);

/** Every parent that a unit ever had, likewise. */
const parentsOfUnit = ([id, timeline]: readonly [string, Timeline<OrgUnit>]): readonly (readonly [string, string])[] =>
  [...new Set(timeline.flatMap(({ value }) => value.parentId ?? []))].map((parentId) => [parentId, id] as const);

const areaOf = (timeline: Timeline<Post>): string => timeline[0]?.value.areaPath ?? '';
const personOf = (timeline: Timeline<Post | Grant>): string => timeline[0]?.value.personId ?? '';
const byId = (a: OrgUnit, b: OrgUnit): number => (a.id < b.id ? -1 : 1);

/** `XY/S1/C03`, `XY/S1`, `XY`. */
function upwards(path: string): string[] {
  const codes = path.split('/');
  return codes.map((_, index) => codes.slice(0, codes.length - index).join('/'));
}

/** Covering areas first, the smallest of them first; then whoever shares most of the path. */
function nearestTo(path: string): (a: OrgUnit, b: OrgUnit) => number {
  const chain = upwards(path);
  const distance = ({ areaPath }: OrgUnit) => {
    const covering = chain.indexOf(areaPath);
    return covering >= 0 ? covering : chain.length + chain.findIndex((area) => within(areaPath, area));
  };
  return (a, b) => distance(a) - distance(b) || byId(a, b);
}
