import { CAPABILITIES, type Capability } from '@app/identity';
import { POSTS } from '@app/directory/domain';
import { ROLES } from '@app/kernel';
import { z } from 'zod';

const capability = z.enum(Object.keys(CAPABILITIES) as [Capability, ...Capability[]]);

const grant = z.strictObject({
  grantId: z.string(),
  role: z.enum(ROLES),
  areaPath: z.string().meta({ description: 'This area and everything below it; empty = everywhere' }),
  unitId: z.string().optional(),
  from: z.iso.datetime(),
  to: z.iso.datetime().optional(),
});

export const me = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['person', 'api-key']),
    displayName: z.string().optional(),
    grants: z.array(grant).meta({ description: 'Valid now' }),
    posts: z
      .array(z.strictObject({ post: z.enum(POSTS), areaPath: z.string() }))
      .meta({ description: '职务, held now: some types of whistle (哨种) need one' }),
    capabilities: z.array(capability).meta({ description: 'What some grant allows; where is decided per whistle' }),
    scopes: z.array(z.string()).optional().meta({ description: 'API keys only' }),
  })
  .meta({ id: 'Me' });
export type Me = z.infer<typeof me>;

export const demoAccount = z
  .strictObject({ account: z.string().min(1).max(100) })
  .meta({ id: 'DemoAccount', description: 'Demo only: a seeded account, or `resident-…` for any resident' });
export type DemoAccount = z.infer<typeof demoAccount>;

export const demoToken = z
  .strictObject({
    token: z.string(),
    tokenType: z.literal('Bearer'),
    expiresAt: z.iso.datetime(),
    demo: z.literal(true),
  })
  .meta({ id: 'DemoToken' });
export type DemoToken = z.infer<typeof demoToken>;
