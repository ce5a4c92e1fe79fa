import { Module } from '@nestjs/common';
import { CommandContexts } from '../request/command-contexts.js';
import { AftercareController } from './aftercare.controller.js';
import { AssignmentsController } from './assignments.controller.js';
import { ClocksController } from './clocks.controller.js';
import { CountsController } from './counts.controller.js';
import { FollowDoor } from './follow-door.js';
import { DispatchedUnitsController } from './dispatched-units.controller.js';
import { DisputesController } from './disputes.controller.js';
import { FollowController } from './follow.controller.js';
import { FollowUpController } from './follow-up.controller.js';
import { InformationController } from './information.controller.js';
import { JudgementsController } from './judgements.controller.js';
import { MergingController } from './merging.controller.js';
import { MoreTimeController } from './more-time.controller.js';
import { RedispatchController } from './redispatch.controller.js';
import { RatingsController } from './ratings.controller.js';
import { RemindersController } from './reminders.controller.js';
import { ErasureDoor } from './erasure-door.js';
import { ErasureController } from './erasure.controller.js';
import { RevealController } from './reveal.controller.js';
import { TimelinePresenter } from './timeline.presenter.js';
import { TriageController } from './triage.controller.js';
import { WaysOutController } from './ways-out.controller.js';
import { WhistleCommands } from './whistle-commands.js';
import { WhistleGate } from './whistle-gate.js';
import { WhistlesController } from './whistles.controller.js';
import { WorkListsController } from './work-lists.controller.js';

/** Everything about whistles over HTTP. */
@Module({
  controllers: [
    WhistlesController,
    TriageController,
    WaysOutController,
    MergingController,
    InformationController,
    AssignmentsController,
    DispatchedUnitsController,
    DisputesController,
    RedispatchController,
    MoreTimeController,
    AftercareController,
    JudgementsController,
    FollowUpController,
    FollowController,
    RevealController,
    ErasureController,
    WorkListsController,
    ClocksController,
    RatingsController,
    RemindersController,
    CountsController,
  ],
  providers: [CommandContexts, ErasureDoor, FollowDoor, TimelinePresenter, WhistleCommands, WhistleGate],
  exports: [CommandContexts, ErasureDoor, FollowDoor, WhistleCommands, WhistleGate],
})
export class WhistlesHttpModule {}
