import { lookup } from 'node:dns';
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net';

/** Not of the public network (RFC 6890 and its like): this machine, its neighbours, and what is there to be abused. */
const PRIVATE = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  '::1/128',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits = ''] = network.split('/');
    list.addSubnet(address, Number(bits), isIPv6(address) ? 'ipv6' : 'ipv4');
  }
  return list;
}

const privateOnes = listOf(PRIVATE);
const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;

export class ForbiddenAddress extends Error {
  constructor(host: string) {
    super(`${host} is a private address`);
    this.name = 'ForbiddenAddress';
  }
}

/**
 * Where messages may go: anywhere public, and into the networks that are named. Asked with the very address that is then
 * connected to, so that no name can lead elsewhere in between.
 */
export class Addresses {
  private readonly allowed: BlockList;

  /** @param networks such as `10.8.0.0/16`: of the departments' own network (政务外网) */
  constructor(networks: readonly string[]) {
    this.allowed = listOf(networks);
  }

  allows(address: string): boolean {
    const plain = MAPPED.exec(address)?.[1] ?? address;
    const family = isIPv6(plain) ? 'ipv6' : 'ipv4';
    return isIP(plain) > 0 && (this.allowed.check(plain, family) || !privateOnes.check(plain, family));
  }

  /** Whether a host may be written to, if it is an address and no name: a name is asked when it is looked up. */
  allowsHost(host: string): boolean {
    const bare = host.replace(/^\[|\]$/g, '');
    return isIP(bare) === 0 || this.allows(bare);
  }

  /** For a connection: finds nothing but what is allowed. */
  readonly lookup: LookupFunction = (host, options, done) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      const [first] = found?.filter(({ address }) => this.allows(address)) ?? [];
      const failure = error ?? (first ? null : Object.assign(new ForbiddenAddress(host), { code: 'EPRIVATE' }));
      if (failure || !first) return done(failure, '', 0);
      if (options.all) return done(null, [first]);
      done(null, first.address, first.family);
    });
  };
}
