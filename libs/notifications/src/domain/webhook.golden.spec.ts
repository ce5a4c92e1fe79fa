import { readsItsGoldenFile } from '@app/testing';
import { webhookEvents } from './webhook.events.js';

readsItsGoldenFile(webhookEvents, new URL('webhook.golden.json', import.meta.url));
