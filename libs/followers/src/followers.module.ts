import { type DynamicModule, Module } from '@nestjs/common';
import { Followers, OPTIONS, type FollowersOptions } from './followers.js';

/** Keeps master and followers (并单) in step, for as long as the application runs. Needs the process's buses and `Clock`. */
@Module({})
export class FollowersModule {
  static forRoot(options: FollowersOptions): DynamicModule {
    return {
      module: FollowersModule,
      providers: [{ provide: OPTIONS, useValue: options }, Followers],
      exports: [Followers],
    };
  }
}
