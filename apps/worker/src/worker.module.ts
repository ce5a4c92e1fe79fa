import { Module } from '@nestjs/common';

/** What runs beside requests: projections, process managers, timers. Any number of processes may run it. */
@Module({})
export class WorkerModule {}
