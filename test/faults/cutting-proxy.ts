import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export type Direction = 'to the server' | 'to the client';

/** A line to a server that can be cut between any two bytes. */
export interface CuttingProxy {
  readonly port: number;
  /** How many connections were cut so far. */
  readonly cuts: () => number;
  /**
   * Every connection that is open is cut once so many more bytes have gone in this direction: those arrive, nothing after
   * them does, in either direction.
   */
  cutAfter(bytes: () => number, direction: Direction): void;
  close(): Promise<void>;
}

interface Line {
  readonly ends: readonly [Socket, Socket];
  /** Bytes that may still pass. */
  readonly left: Map<Direction, number>;
}

export async function cuttingProxy(target: number): Promise<CuttingProxy> {
  const lines = new Set<Line>();
  let cuts = 0;
  const carry = (line: Line, [from, to]: readonly [Socket, Socket], direction: Direction): void => {
    from.on('data', (chunk: Buffer) => {
      const left = line.left.get(direction) ?? Number.POSITIVE_INFINITY;
      line.left.set(direction, left - chunk.length);
      if (chunk.length < left) {
        if (!to.write(chunk)) {
          from.pause();
          to.once('drain', () => from.resume());
        }
        return;
      }
      cuts++;
      lines.delete(line);
      to.write(chunk.subarray(0, left), () => line.ends.forEach((end) => end.resetAndDestroy()));
    });
    from.on('end', () => to.end());
    from.on('error', () => to.destroy());
    from.on('close', () => {
      to.destroy();
      lines.delete(line);
    });
  };
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1');
    const line: Line = { ends: [client, upstream], left: new Map() };
    lines.add(line);
    carry(line, [client, upstream], 'to the server');
    carry(line, [upstream, client], 'to the client');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cuts: () => cuts,
    cutAfter(bytes, direction) {
      for (const { left } of lines) left.set(direction, Math.max(1, bytes()));
    },
    async close() {
      for (const { ends } of lines) for (const end of ends) end.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
