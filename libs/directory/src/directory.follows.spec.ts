import { type Decided, EventStoreModule, MemoryEventStore, MemoryLog } from '@app/event-store';
import type { CommandContext } from '@app/kernel';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { NestFactory } from '@nestjs/core';
import { Directory } from './directory.js';
import { DirectoryModule } from './directory.module.js';
import { type Area, DefineDirectory, type DirectoryState, GiveGrant } from './domain/index.js';

const JAN = '2026-01-01T00:00:00.000Z';
const district: Area = { path: 'XY', type: 'DISTRICT', name: '浔阳区', from: JAN };
const context = (commandId: string): CommandContext => ({
  actor: { id: 'admin', role: 'ADMIN', channel: 'web' },
  at: JAN,
  commandId,
  commandHash: commandId,
});
const define = (commandId: string, ...areas: Area[]) =>
  new DefineDirectory('directory-XY', { areas, units: [], posts: [] }, context(commandId));

describe('the directory of a process', () => {
  const log = new MemoryLog();
  const running: INestApplicationContext[] = [];
  const start = async () => {
    const store = new MemoryEventStore(log);
    const imports = [CqrsModule.forRoot(), EventStoreModule.forRootAsync({ useFactory: () => store }), DirectoryModule];
    const app = await NestFactory.createApplicationContext({ module: class Process {}, imports }, { logger: false });
    running.push(app);
    return { app, store, commands: app.get(CommandBus), directory: app.get(Directory) };
  };

  afterEach(async () => {
    await Promise.all(running.splice(0).map((app) => app.close()));
  });

  it('has seen a command’s events when the command answers, and so does another process soon', async () => {
    const [here, there] = [await start(), await start()];
    const { position } = await here.commands.execute<DefineDirectory, Decided<DirectoryState>>(define('c1', district));
    expect(here.directory.view().area('XY', JAN)).toEqual(district);
    await there.directory.caughtUpTo(position!);
    expect(there.directory.view().area('XY', JAN)).toEqual(district);
  });

  it('knows the log’s past when it starts', async () => {
    const { directory } = await start();
    expect(directory.view()).toMatchObject({ version: '1' });
    expect(directory.view()).toBe(directory.view());
  });

  it('writes nothing when the same seeds come with a new command', async () => {
    const { commands, store } = await start();
    await commands.execute(define('c2', district));
    expect(await store.head()).toBe(1n);
  });

  it('knows the areas that a grant is for', async () => {
    const { commands, directory } = await start();
    const grant = { grantId: 'g', personId: 'li', role: 'AUDITOR' as const, areaPath: 'XY', from: JAN };
    await commands.execute(new GiveGrant(grant, context('c3')));
    expect(directory.view().grantsOf('li', JAN)).toEqual([grant]);
    await expect(
      commands.execute(new GiveGrant({ ...grant, grantId: 'h', areaPath: 'NO' }, context('c4'))),
    ).rejects.toThrow('directory/unknown-area');
  });

  it('stops at an event that it does not know, and says so to whoever waits', async () => {
    const { store, directory } = await start();
    const { position } = await store.append({
      streamId: 'directory-ZZ',
      expected: 'none',
      commandId: 'c9',
      commandHash: 'c9',
      events: [
        {
          type: 'AreaDissolved',
          schemaVersion: 1,
          data: {},
          metadata: {
            actor: context('c9').actor,
            occurredAt: JAN,
            commandId: 'c9',
            commandHash: 'c9',
            correlationId: 'c9',
            causationId: 'c9',
          },
        },
      ],
    });
    await expect(directory.caughtUpTo(position)).rejects.toThrow('AreaDissolved');
    expect(directory.failure()?.message).toContain('AreaDissolved');
    expect(directory.view().area('XY', JAN)).toEqual(district);
  });
});
