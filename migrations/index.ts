import type { MigrationInterface } from 'typeorm';
import { EventLog1700000000001 } from './1700000000001-event-log.js';
import { PersonKeys1700000000002 } from './1700000000002-person-keys.js';
import { Projections1700000000003 } from './1700000000003-projections.js';
import { WhistleViews1700000000004 } from './1700000000004-whistle-views.js';
import { ListsOfALargeCity1700000000005 } from './1700000000005-lists-of-a-large-city.js';
import { LeanLog1700000000006 } from './1700000000006-lean-log.js';
import { CountsByMonthAndYear1700000000007 } from './1700000000007-counts-by-month-and-year.js';
import { Reminders1700000000008 } from './1700000000008-reminders.js';
import { ClocksThatWait1700000000009 } from './1700000000009-clocks-that-wait.js';
import { Evidence1700000000020 } from './1700000000020-evidence.js';
import { Aftercare1700000000030 } from './1700000000030-aftercare.js';
import { EvaluationFacts1700000000040 } from './1700000000040-evaluation-facts.js';
import { Deliveries1700000000050 } from './1700000000050-deliveries.js';
import { Disputes1700000000060 } from './1700000000060-disputes.js';
import { Mergers1700000000080 } from './1700000000080-mergers.js';
import { PendingDecisions1700000000090 } from './1700000000090-pending-decisions.js';
import { MasterKeyRotation1700000000110 } from './1700000000110-master-key-rotation.js';
import { FactsBehindFigures1700000000120 } from './1700000000120-facts-behind-figures.js';
import { Erasures1700000000130 } from './1700000000130-erasures.js';
import { WhistleTypes1700000000140 } from './1700000000140-whistle-types.js';
import { Recusal1700000000150 } from './1700000000150-recusal.js';
import { NewsByRole1700000000170 } from './1700000000170-news-by-role.js';
import { ServiceOrders1700000000190 } from './1700000000190-service-orders.js';
import { OrdersOfTheErased1700000000210 } from './1700000000210-orders-of-the-erased.js';
import { DuplicatesOfALargeCity1700000000230 } from './1700000000230-duplicates-of-a-large-city.js';

/** Every migration, oldest first; a new one is a file `<timestamp>-<name>.ts` and a line here. */
export const migrations: (new () => MigrationInterface)[] = [
  EventLog1700000000001,
  PersonKeys1700000000002,
  Projections1700000000003,
  WhistleViews1700000000004,
  ListsOfALargeCity1700000000005,
  LeanLog1700000000006,
  CountsByMonthAndYear1700000000007,
  Reminders1700000000008,
  ClocksThatWait1700000000009,
  Evidence1700000000020,
  Aftercare1700000000030,
  EvaluationFacts1700000000040,
  Deliveries1700000000050,
  Disputes1700000000060,
  Mergers1700000000080,
  PendingDecisions1700000000090,
  MasterKeyRotation1700000000110,
  FactsBehindFigures1700000000120,
  Erasures1700000000130,
  WhistleTypes1700000000140,
  Recusal1700000000150,
  NewsByRole1700000000170,
  ServiceOrders1700000000190,
  OrdersOfTheErased1700000000210,
  DuplicatesOfALargeCity1700000000230,
];
