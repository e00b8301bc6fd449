import { createSocket, type Socket } from 'node:dgram';
import { afterEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom, NEVER, throwError } from 'rxjs';
import { bitcoin, lbry } from '../../lib/index.js';
import { virtualNetwork } from '../../lib/marbles.js';
import type { PoolOptions } from '../../lib/node.js';
import { resolveByDns } from '../../lib/pool/dns.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { addressesInGroups, nodesAt, poolIn, statsOf } from './virtualPool.js';

const HOUR_MS = 3_600_000;
const hostsOf = (addresses: readonly string[]): string[] => addresses.map((address) => address.split(':')[0]!);

/** Records the names that are resolved. */
function counted({ resolve }: Pick<PoolOptions, 'resolve'>): { asked: string[]; options: Partial<PoolOptions> } {
  const asked: string[] = [];
  return {
    asked,
    options: {
      resolve: (name) => {
        asked.push(name);
        return resolve!(name);
      },
    },
  };
}

describe('the DNS seeds of a pool', () => {
  it('are resolved at once when there is no other address, and their addresses are dialled', () => {
    const port = bitcoin.regtest.defaultPort;
    const net = virtualNetwork();
    const nodes = addressesInGroups(4).map((address) => address.replace('8333', String(port)));
    nodesAt(net, nodes);
    const { asked, options } = counted({ resolve: () => [hostsOf(nodes)] });
    const pool = poolIn(net, {
      dnsSeeds: ['a.example', 'b.example', 'c.example', 'd.example'],
      ...options,
      outbound: 4,
    });
    pool.start();
    net.advance(1000);
    expect(asked.length).toBe(3);
    expect(statsOf(pool)).toMatchObject({ outbound: 4 });
    net.advance(24 * HOUR_MS);
    expect(asked.length).toBe(3);
  });

  it('are resolved after 11 s when a peer is connected', () => {
    const [A] = addressesInGroups(1) as [string];
    const net = virtualNetwork();
    nodesAt(net, [A]);
    const { asked, options } = counted({ resolve: () => [['1.2.3.4']] });
    const pool = poolIn(net, { addresses: [A], dnsSeeds: ['a.example'], ...options });
    pool.start();
    net.advance(10_999);
    expect(asked).toEqual([]);
    net.advance(1);
    expect(asked).toEqual(['a.example']);
  });

  it.each([
    ['errors', { resolve: () => throwError(() => Object.assign(new Error('no'), { code: 'ENOTFOUND' })) }, /ENOTFOUND/],
    [
      'throws',
      {
        resolve: () => {
          throw new Error('broken');
        },
      },
      /broken/,
    ],
    ['is silent', { resolve: () => NEVER }, /no answer within 30000 ms/],
    ['emits nothing', { resolve: () => [] }, /no answer/],
    ['emits no address', { resolve: () => [[]] }, /no address that can be dialled/],
    [
      'emits texts that are not addresses',
      { resolve: () => [['nosuch', '', '10.0.0.1', '192.0.2.1']] },
      /no address that can be dialled/,
    ],
  ] satisfies [string, Pick<PoolOptions, 'resolve'>, RegExp][])(
    'are queried again after increasing delays if one %s',
    (_, resolving, message) => {
      const net = virtualNetwork();
      const { asked, options } = counted(resolving);
      const pool = poolIn(net, { dnsSeeds: ['a.example', 'b.example'], ...options });
      const faults = outcomeOf(pool.faults$);
      pool.start();
      net.advance(60_000);
      const inTheFirstMinute = asked.length;
      net.advance(24 * HOUR_MS);
      expect(inTheFirstMinute).toBeGreaterThanOrEqual(4);
      // Two seeds per round, and rounds 5 to 10 minutes apart.
      expect(asked.length).toBeGreaterThan(2 * 24 * 6);
      expect(asked.length).toBeLessThan(2 * 24 * 12 + 20);
      expect(faults.values.length).toBe(asked.length);
      expect(faults.values[0]).toMatchObject({ name: 'PoolError', code: 'RESOLVE_FAILED' });
      expect(faults.values[0]!.message).toMatch(message);
      expect(faults.end).toBeUndefined();
    },
  );

  it.each([0.25, 1, 3, 24])('are resolved at most 10 minutes after the network is back, %d hours later', (hours) => {
    const net = virtualNetwork();
    const backMs = net.scheduler.now() + hours * HOUR_MS;
    let dialledMs: number | undefined;
    const pool = poolIn(net, {
      dnsSeeds: ['a.example'],
      resolve: () => (net.scheduler.now() < backMs ? throwError(() => new Error('offline')) : [['20.0.0.1']]),
      dial: () => {
        dialledMs ??= net.scheduler.now();
        return NEVER;
      },
    });
    pool.start();
    net.advance((hours + 1) * HOUR_MS);
    expect(dialledMs).toBeGreaterThanOrEqual(backMs);
    expect(dialledMs! - backMs).toBeLessThanOrEqual(600_000);
  });

  it('are resolved in turn', () => {
    const net = virtualNetwork();
    const dnsSeeds = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name}.example`);
    const { asked, options } = counted({ resolve: () => [[]] });
    poolIn(net, { dnsSeeds, ...options }).start();
    net.advance(40_000);
    expect([...new Set(asked.slice(0, 5))].sort()).toEqual(dnsSeeds);
  });

  it('may be IP addresses', () => {
    const net = virtualNetwork();
    const node = `20.0.0.1:${bitcoin.regtest.defaultPort}`;
    nodesAt(net, [node]);
    const { asked, options } = counted({ resolve: () => [[]] });
    const pool = poolIn(net, { dnsSeeds: ['20.0.0.1'], ...options });
    pool.start();
    net.advance(0);
    expect([asked, statsOf(pool).outbound]).toEqual([[], 1]);
  });

  it('fill at most 1/16 of the address book each', () => {
    const net = virtualNetwork();
    const many = hostsOf(addressesInGroups(5000));
    const pool = poolIn(net, { dnsSeeds: ['a.example'], resolve: () => [many], outbound: 1 });
    pool.start();
    expect(statsOf(pool).freshAddresses).toBe(256);
  });

  it('are cancelled when the pool closes', () => {
    const net = virtualNetwork();
    const pool = poolIn(net, { dnsSeeds: ['a.example'], resolve: () => NEVER });
    pool.start();
    pool.close();
    expect(net.scheduler.waitingCount).toBe(0);
  });

  it('are those of the network by default', () => {
    for (const network of [
      bitcoin.mainnet,
      bitcoin.testnet3,
      bitcoin.testnet4,
      bitcoin.signet,
      lbry.mainnet,
      lbry.testnet,
    ]) {
      expect(network.dnsSeeds.length).toBeGreaterThan(1);
      expect(network.dnsSeeds.every((name) => /^[a-z0-9.-]+\.[a-z]+$/.test(name))).toBe(true);
    }
    expect([bitcoin.regtest, bitcoin.simnet, lbry.regtest, lbry.simnet].flatMap(({ dnsSeeds }) => dnsSeeds)).toEqual(
      [],
    );
    const net = virtualNetwork({ network: lbry.testnet });
    const { asked, options } = counted({ resolve: () => [[]] });
    poolIn(net as never, options).start();
    expect(asked.sort()).toEqual([...lbry.testnet.dnsSeeds].sort());
  });
});

describe('resolveByDns', () => {
  const sockets: Socket[] = [];
  afterEach(() => sockets.splice(0).forEach((socket) => socket.close()));

  /** A name server on loopback that answers with these addresses, or not at all. */
  async function nameServer(records: { ipv4?: number[][]; ipv6?: number[][] } | undefined): Promise<string> {
    const socket = createSocket('udp4');
    sockets.push(socket);
    socket.on('message', (question, { port, address }) => {
      if (records !== undefined) socket.send(answerTo(question, records), port, address);
    });
    await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
    return `127.0.0.1:${socket.address().port}`;
  }

  it('emits IPv4 and IPv6 addresses', async () => {
    const server = await nameServer({
      ipv4: [
        [1, 2, 3, 4],
        [5, 6, 7, 8],
      ],
      ipv6: [[0x2a, 1, ...new Array<number>(13).fill(0), 9]],
    });
    const found = await firstValueFrom(resolveByDns('seed.example', [server]));
    expect([...found].sort()).toEqual(['1.2.3.4', '2a01::9', '5.6.7.8']);
  });

  it('emits the addresses of one kind if the other query fails', async () => {
    const server = await nameServer({ ipv4: [[1, 2, 3, 4]] });
    expect(await firstValueFrom(resolveByDns('seed.example', [server]))).toEqual(['1.2.3.4']);
  });

  it('errors if both queries fail', async () => {
    const server = await nameServer({});
    await expect(firstValueFrom(resolveByDns('seed.example', [server]))).rejects.toMatchObject({ code: 'ENODATA' });
  });

  it('is cancelled by unsubscribing', async () => {
    const server = await nameServer(undefined);
    const outcome = outcomeOf(resolveByDns('seed.example', [server]));
    await new Promise((resolve) => setImmediate(resolve));
    outcome.unsubscribe();
    await new Promise((resolve) => setImmediate(resolve));
    expect([outcome.values, outcome.end]).toEqual([[], undefined]);
  });
});

/** A DNS answer (RFC 1035, section 4.1): the question, and an A or AAAA record for each address. */
function answerTo(question: Buffer, { ipv4 = [], ipv6 = [] }: { ipv4?: number[][]; ipv6?: number[][] }): Buffer {
  let end = 12;
  while (question[end] !== 0) end += question[end]! + 1;
  const asked = question.subarray(12, end + 5);
  const kind = question.readUInt16BE(end + 1);
  const addresses = kind === 1 ? ipv4 : kind === 28 ? ipv6 : [];
  const header = Buffer.from(question.subarray(0, 12));
  header.writeUInt16BE(0x8180, 2);
  header.writeUInt16BE(addresses.length, 6);
  header.fill(0, 8, 12);
  const records = addresses.map((address) =>
    Buffer.from([0xc0, 12, 0, kind, 0, 1, 0, 0, 0, 60, 0, address.length, ...address]),
  );
  return Buffer.concat([header, asked, ...records]);
}
