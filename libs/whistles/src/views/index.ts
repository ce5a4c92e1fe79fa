import type { Projection } from '@app/projections';
import { ErasuresHandler } from '../erasure/erasures.query.js';
import { erasures } from '../erasure/erasures.projector.js';
import { DepartmentInboxHandler } from './department-inbox/department-inbox.query.js';
import { departmentInbox } from './department-inbox/department-inbox.projector.js';
import { OpenClocksHandler } from './open-clocks/open-clocks.query.js';
import { openClocks } from './open-clocks/open-clocks.projector.js';
import { RemindersHandler } from './reminders/reminders.query.js';
import { reminders } from './reminders/reminders.projector.js';
import { ResolutionCountsHandler } from './resolution-counts/resolution-counts.query.js';
import { resolutionCounts } from './resolution-counts/resolution-counts.projector.js';
import { TriageBoardHandler } from './triage-board/triage-board.query.js';
import { triageBoard } from './triage-board/triage-board.projector.js';
import { SearchWhistlesHandler, WhistleIdOfNumberHandler } from './whistle-search/search-whistles.query.js';
import { whistleSearch } from './whistle-search/whistle-search.projector.js';
import { WhistleTimelineHandler } from './whistle-timeline/whistle-timeline.query.js';
import { whistleTimeline } from './whistle-timeline/whistle-timeline.projector.js';

/** Every view of whistles; a new one is a folder and a line in each of these lists. */
export const whistleProjections: readonly Projection[] = [
  whistleSearch,
  triageBoard,
  departmentInbox,
  whistleTimeline,
  openClocks,
  reminders,
  resolutionCounts,
  erasures,
];

export const viewRows = whistleProjections.flatMap(({ rows }) => rows);

export const viewQueries = [
  SearchWhistlesHandler,
  WhistleIdOfNumberHandler,
  TriageBoardHandler,
  DepartmentInboxHandler,
  WhistleTimelineHandler,
  OpenClocksHandler,
  RemindersHandler,
  ResolutionCountsHandler,
  ErasuresHandler,
];

export * from './department-inbox/department-inbox.query.js';
export * from './department-inbox/department-inbox.row.js';
export * from './open-clocks/open-clock.row.js';
export * from './open-clocks/open-clocks.query.js';
export * from './reminders/reminder.row.js';
export * from './reminders/reminders.query.js';
export * from './resolution-counts/resolution-counts.query.js';
export * from './triage-board/triage-board.query.js';
export * from './triage-board/triage-board.row.js';
export * from './whistle-search/search-whistles.query.js';
export * from './whistle-search/whistle-search.row.js';
export { timelineRow } from './whistle-timeline/whistle-timeline.projector.js';
export * from './whistle-timeline/whistle-timeline.query.js';
export * from './whistle-timeline/whistle-timeline.row.js';
