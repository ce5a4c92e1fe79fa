import 'reflect-metadata';
import {
  Body,
  type CanActivate,
  Controller,
  type ExecutionContext,
  Get,
  Injectable,
  Module,
  Post,
  UnauthorizedException,
  UnprocessableEntityException,
  UseGuards,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { InjectRepository, TypeOrmModule } from '@nestjs/typeorm';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { Column, CreateDateColumn, Entity, PrimaryGeneratedColumn, Repository } from 'typeorm';
import { z } from 'zod';

/** What a team would write instead: validate, authenticate, save one row. A process of its own, for the benchmark `http`. */
const { DATABASE_URL = '', PORT = '0', OIDC_ISSUER = '', OIDC_AUDIENCE = '' } = process.env;
const keys = createRemoteJWKSet(new URL(`${OIDC_ISSUER}/jwks`));

@Entity('request')
class RequestRow {
  @PrimaryGeneratedColumn('uuid') id!: string;
  @Column('text') areaPath!: string;
  @Column('text') categoryCode!: string;
  @Column('text') description!: string;
  @Column('text', { nullable: true }) address?: string | undefined;
  @Column('text', { nullable: true }) reporterName?: string | undefined;
  @Column('text', { nullable: true }) reporterPhone?: string | undefined;
  @Column('text') status!: string;
  @Column('text') raisedBy!: string;
  @CreateDateColumn({ type: 'timestamptz' }) raisedAt!: Date;
}

const raise = z.strictObject({
  areaPath: z.string().min(1).max(200),
  categoryCode: z.string().min(1).max(60),
  description: z.string().min(1).max(4000),
  address: z.string().max(500).optional(),
  reporter: z.strictObject({ name: z.string().max(100).optional(), phone: z.string().max(40).optional() }).optional(),
});

interface Authenticated {
  readonly headers: { readonly authorization?: string };
  sub?: string | undefined;
}

@Injectable()
class BearerGuard implements CanActivate {
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<Authenticated>();
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    const verified = await jwtVerify(token, keys, { issuer: OIDC_ISSUER, audience: OIDC_AUDIENCE }).catch(() => {
      throw new UnauthorizedException();
    });
    request.sub = verified.payload.sub;
    return true;
  }
}

@Controller()
class RequestsController {
  constructor(@InjectRepository(RequestRow) private readonly rows: Repository<RequestRow>) {}

  @Get('health/ready')
  ready(): string {
    return 'ready';
  }

  @Post('requests')
  @UseGuards(BearerGuard)
  async raise(@Body() body: unknown) {
    const given = raise.safeParse(body);
    if (!given.success) throw new UnprocessableEntityException(given.error.issues);
    const { reporter, ...fields } = given.data;
    const row = this.rows.create({
      ...fields,
      reporterName: reporter?.name,
      reporterPhone: reporter?.phone,
      status: 'RAISED',
      raisedBy: 'clerk',
    });
    const { id, status, raisedAt } = await this.rows.save(row);
    return { id, status, raisedAt };
  }
}

@Module({
  imports: [
    TypeOrmModule.forRoot({
      type: 'postgres',
      url: DATABASE_URL,
      entities: [RequestRow],
      synchronize: true,
      poolSize: 10,
    }),
    TypeOrmModule.forFeature([RequestRow]),
  ],
  controllers: [RequestsController],
  providers: [BearerGuard],
})
class CrudModule {}

const app = await NestFactory.create<NestFastifyApplication>(CrudModule, new FastifyAdapter(), { logger: ['error'] });
app.enableShutdownHooks();
await app.listen(Number(PORT), '127.0.0.1');
