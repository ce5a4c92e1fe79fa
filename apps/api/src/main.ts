import { OperationsModule } from '@app/operations';
import { ProcessModule } from '@app/process';
import { makeFolder, readConfig, runAlone } from '@app/runtime';
import { ApiModule, createApi, listen } from './api.module.js';

/** The API on its own, on the database of `DATABASE_URL`. */
await runAlone(async () => {
  const config = readConfig(process.env);
  makeFolder(config.dataDir);
  const app = await createApi(
    ProcessModule.forRoot(config, [ApiModule.forRoot(config), OperationsModule.forRole('api')]),
    config,
  );
  app.enableShutdownHooks();
  return `listening at ${await listen(app, config)}`;
});
