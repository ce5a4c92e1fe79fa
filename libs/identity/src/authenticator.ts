import type { ApiKey, DirectoryView, Grant } from '@app/directory/domain';
import { Clock, DomainError, type Instant } from '@app/kernel';
import { API_KEY_PREFIX, parseApiKey, secretMatches } from './api-keys.js';
import { type Caller, type CallerGrant, residentGrant } from './domain/caller.js';
import { type Subject, TokenVerifier } from './token-verifier.js';

/** The request headers that may carry credentials. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly apiKey?: string | undefined;
}

/** The directory as of now. */
export interface CurrentDirectory {
  view(): DirectoryView;
}

/** Who a request comes from. The token or key says who; the directory says what they may, as of now. */
export class Authenticator {
  constructor(
    private readonly directory: CurrentDirectory,
    private readonly tokens: TokenVerifier,
    private readonly clock: Clock,
  ) {}

  /**
   * @returns undefined if there are no credentials
   * @throws DomainError `auth/credentials-malformed` `auth/token-invalid` `auth/token-expired` `auth/issuer-unavailable`
   *   `auth/api-key-invalid`
   */
  async authenticate({ authorization, apiKey }: Credentials): Promise<Caller | undefined> {
    if (authorization !== undefined && apiKey !== undefined) throw new DomainError('auth/credentials-malformed');
    if (apiKey !== undefined) return this.#byApiKey(apiKey);
    if (authorization === undefined) return undefined;
    const [, bearer] = /^Bearer +([^\s]+)$/i.exec(authorization) ?? [];
    if (bearer === undefined) throw new DomainError('auth/credentials-malformed');
    if (bearer.startsWith(API_KEY_PREFIX)) return this.#byApiKey(bearer);
    const at = this.clock.now();
    return this.person(await this.tokens.verify(bearer, at));
  }

  /** A person by their id, with the grants that are valid now. */
  person({ id, displayName }: Subject): Caller {
    const at = this.clock.now();
    const view = this.directory.view();
    const grants = view.grantsOf(id, at);
    const name = displayName ?? grants.find((grant) => grant.personName !== undefined)?.personName;
    return {
      id,
      kind: 'person',
      ...(name === undefined ? {} : { displayName: name }),
      grants: [...withUnits(grants, view, at), residentGrant(id)],
      posts: view.postsOf(id, at),
      channel: 'web',
    };
  }

  #byApiKey(text: string): Caller {
    const presented = parseApiKey(text);
    if (!presented) throw new DomainError('auth/api-key-invalid');
    const at = this.clock.now();
    const view = this.directory.view();
    const key = view.apiKey(presented.keyId, at);
    if (!secretMatches(presented.secret, key?.secretHash) || !key) throw new DomainError('auth/api-key-invalid');
    return holderOf(key, view, at);
  }
}

/** Whoever holds a key, as it stands at a moment; nobody once it was revoked or has run out. The secret is not asked for. */
export function callerOfKey(view: DirectoryView, keyId: string, at: Instant): Caller | undefined {
  const key = view.apiKey(keyId, at);
  return key && holderOf(key, view, at);
}

function holderOf(key: ApiKey, view: DirectoryView, at: Instant): Caller {
  const { keyId, name, role, unitId, areaPath, scopes, from } = key;
  const grant: Grant = { grantId: `api-key:${keyId}`, personId: keyId, role, unitId, areaPath, from };
  return {
    id: keyId,
    kind: 'api-key',
    displayName: name,
    grants: withUnits([grant], view, at),
    channel: 'api-key',
    scopes,
  };
}

function upwards(unitId: string | undefined, view: DirectoryView, at: Instant): string[] {
  const found: string[] = [];
  for (let id = unitId; id !== undefined && !found.includes(id); id = view.unit(id, at)?.parentId) found.push(id);
  return found;
}

/** Each grant with its unit and all units below that (本单位及下属单位). */
const withUnits = (grants: readonly Grant[], view: DirectoryView, at: Instant): CallerGrant[] =>
  grants.map((grant) => ({
    ...grant,
    unitIds: grant.unitId === undefined ? [] : [grant.unitId, ...view.unitsBelow(grant.unitId, at)],
    concernedBy: upwards(grant.unitId, view, at),
  }));
