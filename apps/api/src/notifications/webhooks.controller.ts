import { Directory } from '@app/directory';
import { type Caller, callerOfKey, capabilitiesOf } from '@app/identity';
import { Clock } from '@app/kernel';
import {
  type DeliveryState,
  DeliveryStates,
  OpenWebhook,
  PauseWebhook,
  RemoveWebhook,
  RenewWebhookSecret,
  ResumeWebhook,
  RewindWebhook,
  type Secret,
  type Subscription,
} from '@app/notifications';
import { keyOfCursor, pageOf } from '@app/projections';
import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access, CurrentCaller } from '../auth/index.js';
import { CommandContexts, newId } from '../request/command-contexts.js';
import { type Exchange, HttpExchange } from '../request/exchange.decorator.js';
import * as list from '../request/list.schemas.js';
import { OwnWebhooks } from './own-webhooks.js';
import * as schemas from './notifications.schemas.js';

const paging = z.strictObject({ limit: list.paging.limit, cursor: list.paging.cursor });

/** Messages to other systems (订阅推送): each event that a key may see, signed, in order, until it is acknowledged. */
@ApiTags('webhooks')
@Controller('api/v1/webhooks')
@Access('WEBHOOK')
export class WebhooksController {
  constructor(
    private readonly commands: CommandBus,
    private readonly contexts: CommandContexts,
    private readonly own: OwnWebhooks,
    private readonly states: DeliveryStates,
    private readonly directory: Directory,
    private readonly clock: Clock,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Subscribe an address; the answer is the only time that the secret is shown' })
  @ApiResponse({ status: 201, standardSchema: schemas.opened })
  async open(
    @Body({ schema: schemas.openWebhook }) body: z.infer<typeof schemas.openWebhook>,
    @HttpExchange() { request, caller }: Exchange,
  ) {
    const { keyId = caller.id, url, types = [], format = 'EVENT', after } = body;
    const context = this.contexts.of(request, this.own.subscriber(caller, keyId));
    const input = { keyId, url, types, format, after: list.asPosition(after) };
    const webhookId = newId(context);
    const { secret } = await this.commands.execute<OpenWebhook, Secret>(new OpenWebhook(webhookId, input, context));
    return { webhookId, secret };
  }

  @Get()
  @ApiOperation({ summary: 'The webhooks of my key, or of the keys in my area, and how far each has come' })
  @ApiResponse({ status: 200, standardSchema: schemas.webhookPage })
  async list(@Query({ schema: paging }) { limit, cursor }: z.infer<typeof paging>, @CurrentCaller() caller: Caller) {
    const [after = ''] = keyOfCursor(cursor, ['UUID']) ?? [];
    const own = (await this.own.all(caller)).filter(({ webhookId }) => webhookId > after);
    const page = pageOf(own.slice(0, limit + 1), limit, ({ webhookId }) => [webhookId]);
    const states = new Map(await this.states.of(page.items.map(({ webhookId }) => webhookId)));
    return { ...page, items: page.items.map((one) => this.present(one, states.get(one.webhookId))) };
  }

  @Get(':webhookId')
  @ApiOperation({ summary: 'One webhook, and how far it has come' })
  @ApiResponse({ status: 200, standardSchema: schemas.webhookItem })
  async get(@Param('webhookId', { schema: schemas.webhookId }) webhookId: string, @CurrentCaller() caller: Caller) {
    const found = await this.own.find(caller, webhookId);
    const [state] = await this.states.of([webhookId]);
    return this.present(found, state?.[1]);
  }

  @Post(':webhookId/pause')
  @HttpCode(204)
  @ApiOperation({ summary: 'Send nothing until it is resumed; nothing is lost (暂停)' })
  @ApiResponse({ status: 204, description: 'Done' })
  pause(
    @Param('webhookId', { schema: schemas.webhookId }) webhookId: string,
    @Body({ schema: schemas.none }) _body: z.infer<typeof schemas.none>,
    @HttpExchange() http: Exchange,
  ): Promise<void> {
    return this.send(http, webhookId, PauseWebhook);
  }

  @Post(':webhookId/resume')
  @HttpCode(204)
  @ApiOperation({ summary: 'Go on where it was paused (恢复)' })
  @ApiResponse({ status: 204, description: 'Done' })
  resume(
    @Param('webhookId', { schema: schemas.webhookId }) webhookId: string,
    @Body({ schema: schemas.none }) _body: z.infer<typeof schemas.none>,
    @HttpExchange() http: Exchange,
  ): Promise<void> {
    return this.send(http, webhookId, ResumeWebhook);
  }

  @Post(':webhookId/remove')
  @HttpCode(204)
  @ApiOperation({ summary: 'Nothing is sent any more, and address and secret are gone for good (退订)' })
  @ApiResponse({ status: 204, description: 'Done' })
  remove(
    @Param('webhookId', { schema: schemas.webhookId }) webhookId: string,
    @Body({ schema: schemas.none }) _body: z.infer<typeof schemas.none>,
    @HttpExchange() http: Exchange,
  ): Promise<void> {
    return this.send(http, webhookId, RemoveWebhook);
  }

  @Post(':webhookId/rewind')
  @HttpCode(204)
  @ApiOperation({ summary: 'Send again all that came after a position, under the same ids (重放)' })
  @ApiResponse({ status: 204, description: 'Done' })
  async rewind(
    @Param('webhookId', { schema: schemas.webhookId }) webhookId: string,
    @Body({ schema: schemas.rewind }) body: z.infer<typeof schemas.rewind>,
    @HttpExchange() { request, caller }: Exchange,
  ): Promise<void> {
    const context = this.contexts.of(request, await this.own.actorOn(caller, webhookId));
    await this.commands.execute(new RewindWebhook(webhookId, body, context));
  }

  @Post(':webhookId/secret')
  @HttpCode(200)
  @ApiOperation({ summary: 'Another secret, from now on; the answer is the only time that it is shown' })
  @ApiResponse({ status: 200, standardSchema: schemas.opened })
  async renew(
    @Param('webhookId', { schema: schemas.webhookId }) webhookId: string,
    @Body({ schema: schemas.none }) _body: z.infer<typeof schemas.none>,
    @HttpExchange() { request, caller }: Exchange,
  ) {
    const context = this.contexts.of(request, await this.own.actorOn(caller, webhookId));
    const { secret } = await this.commands.execute<RenewWebhookSecret, Secret>(
      new RenewWebhookSecret(webhookId, context),
    );
    return { webhookId, secret };
  }

  @Get(':webhookId/dead-letters')
  @ApiOperation({ summary: 'The events that were given up, oldest first' })
  @ApiResponse({ status: 200, standardSchema: schemas.deadLetterPage })
  async deadLetters(
    @Param('webhookId', { schema: schemas.webhookId }) webhookId: string,
    @Query({ schema: paging }) { limit, cursor }: z.infer<typeof paging>,
    @CurrentCaller() caller: Caller,
  ) {
    await this.own.find(caller, webhookId);
    const [after = '0'] = keyOfCursor(cursor, ['POSITION']) ?? [];
    const letters = await this.states.deadLetters(webhookId, after, limit + 1);
    const page = pageOf(letters, limit, ({ position }) => [position.toString()]);
    const items = page.items.map(({ streamId, revision: _revision, position, replayAt = null, ...letter }) => ({
      ...letter,
      position: position.toString(),
      whistleId: streamId.slice(streamId.indexOf('-') + 1),
      replayAt,
    }));
    return { ...page, items };
  }

  @Post(':webhookId/dead-letters/replay')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send these again once, or all, beside what is new' })
  @ApiResponse({ status: 200, standardSchema: schemas.replayed })
  async replay(
    @Param('webhookId', { schema: schemas.webhookId }) webhookId: string,
    @Body({ schema: schemas.replay }) { eventIds }: z.infer<typeof schemas.replay>,
    @CurrentCaller() caller: Caller,
  ) {
    await this.own.find(caller, webhookId);
    return { count: await this.states.askReplay(webhookId, eventIds, this.clock.now()) };
  }

  private async send(
    { request, caller }: Exchange,
    webhookId: string,
    Command: typeof PauseWebhook | typeof ResumeWebhook | typeof RemoveWebhook,
  ): Promise<void> {
    const context = this.contexts.of(request, await this.own.actorOn(caller, webhookId));
    await this.commands.execute(new Command(webhookId, {}, context));
  }

  private present({ webhookId, webhook }: Subscription, state: DeliveryState | undefined) {
    const { keyId, host, format, types, status, after } = webhook;
    const holder = callerOfKey(this.directory.view(), keyId, this.clock.now());
    const valid = holder !== undefined && capabilitiesOf(holder).includes('TIMELINE');
    return {
      webhookId,
      keyId,
      host,
      format,
      types,
      status: valid ? status : 'KEY_INVALID',
      position: (state?.position ?? BigInt(after)).toString(),
      attempts: state?.attempts ?? 0,
      nextAttemptAt: state?.nextAttemptAt ?? null,
      lastError: state?.lastError ?? null,
      deliveredAt: state?.deliveredAt ?? null,
      deadLetters: state?.deadLetters ?? 0,
    };
  }
}
