import { replayPeriod } from '@app/evaluation';
import { EventStore } from '@app/event-store';
import { readConfig } from '@app/runtime';
import { Command } from 'commander';
import { DataSource } from 'typeorm';
import { withApplication } from '../application.js';
import { Progress } from '../progress.js';

const replayCommand = new Command('replay')
  .description('make the table of a closed period again from the log up to its watermark, and compare byte for byte')
  .argument('<period>', 'such as XY_2026-04-01_2026-04-30')
  .action(async (periodId: string) => {
    const progress = new Progress('Replaying', 'positions');
    const { published, replayed, same } = await withApplication(readConfig(process.env), (app) =>
      replayPeriod({ store: app.get(EventStore), dataSource: app.get(DataSource) }, periodId, (position, until) =>
        progress.update(Math.min(Number(position), Number(until)), Number(until)),
      ),
    );
    progress.end();
    const { watermark, policyVersion, sha256 } = published;
    console.log(JSON.stringify({ periodId, watermark, policyVersion, sha256, replayed: replayed.sha256, same }));
    if (same) return;
    console.error(`chuishao: the table of ${periodId} does not come out as it was published`);
    process.exitCode = 1;
  });

export const evaluationCommand = new Command('evaluation')
  .description('考核: published figures')
  .addCommand(replayCommand);
