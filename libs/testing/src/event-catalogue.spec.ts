import { catalogueEventSchemas } from '@app/catalogue/domain';
import { directoryEventSchemas } from '@app/directory/domain';
import { evaluationEvents } from '@app/evaluation/domain';
import { webhookEvents } from '@app/notifications/domain';
import { serviceOrderEvents } from '@app/service-orders/domain';
import { erasureEvents, revealEvents, whistleEvents } from '@app/whistles/domain';
import { expect, it } from '@jest/globals';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as prettier from 'prettier';
import { eventCatalogue } from './event-catalogue.js';

const file = (path: string) => new URL(`../../../${path}`, import.meta.url);
const of = (library: string, name: string, ...others: readonly string[]) => ({
  sources: [name, ...others].map((source) => file(`libs/${library}/src/domain/${source}.events.ts`)),
  golden: file(`libs/${library}/src/domain/${name}.golden.json`),
});
const written = file('docs/event-catalogue.md');

it('docs/event-catalogue.md tells of every stored event as it is', async () => {
  const text = eventCatalogue([
    {
      title: 'Whistles',
      streams: '`whistle-{id}`',
      schemas: whistleEvents,
      ...of('whistles', 'whistle', 'waiting', 'deadline', 'evidence', 'intake', 'aftercare', 'rating'),
    },
    { title: 'Readings', streams: '`reveal-{whistleId}`', schemas: revealEvents, ...of('whistles', 'reveal') },
    { title: 'Persons', streams: '`subject-{subjectId}`', schemas: erasureEvents, ...of('whistles', 'erasure') },
    { title: 'Webhooks', streams: '`webhook-{id}`', schemas: webhookEvents, ...of('notifications', 'webhook') },
    {
      title: 'Directory',
      streams: '`directory-{area}`, `directory-grants-{person}`, `directory-keys-{key}`',
      schemas: directoryEventSchemas,
      ...of('directory', 'directory'),
    },
    {
      title: 'Catalogue',
      streams: '`catalogue-{jurisdiction}`, `calendar-{id}`',
      schemas: catalogueEventSchemas,
      ...of('catalogue', 'catalogue'),
    },
    {
      title: 'Evaluation',
      streams: '`eval-period-{id}`, `eval-policy-{jurisdiction}`',
      schemas: evaluationEvents,
      ...of('evaluation', 'evaluation'),
    },
    {
      title: 'Service orders',
      streams: '`service-order-{id}`',
      schemas: serviceOrderEvents,
      ...of('service-orders', 'service-order'),
    },
  ]);
  const filepath = fileURLToPath(written);
  const catalogue = await prettier.format(text, { ...(await prettier.resolveConfig(filepath)), filepath });
  if (process.env['UPDATE_DOCS']) writeFileSync(written, catalogue);
  expect(readFileSync(written, 'utf8')).toBe(catalogue);
});
