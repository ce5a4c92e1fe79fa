import { DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** OpenAPI 3.1 from the schemas that validate: the page at `/api/docs`, the document at `/api/docs-json`. */
export function documentApi(app: NestFastifyApplication): void {
  const config = new DocumentBuilder()
    .setTitle('Chuishao 吹哨报到')
    .setDescription(
      'Blow the whistle, report in. Every write takes `Idempotency-Key` and `If-Match`, and answers with `ETag` (the ' +
        'revision) and `X-Position`; every list takes `limit`, `cursor` and `after` (an X-Position to wait for). ' +
        'Errors are RFC 9457 problem details with a stable `code`, in Chinese or English by `Accept-Language`.',
    )
    .setVersion('1')
    .setOpenAPIVersion('3.1.0')
    .addBearerAuth()
    .build();
  SwaggerModule.setup('api/docs', app, () => SwaggerModule.createDocument(app, config));
}
