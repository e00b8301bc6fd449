import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bitcoin, ServiceFlags, type Duplex, type Peer } from '../../lib/index.js';
import { virtualNetwork, type VirtualNetwork } from '../../lib/marbles.js';
import type { Pool, PoolOptions } from '../../lib/node.js';
import { formatAddressBook, parseAddressBook } from '../../lib/pool/addressBookText.js';
import { peerAddressOf } from '../../lib/pool/peerAddress.js';
import type { PeerTransport } from '../../lib/peer/peerTransport.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';
import { addressesInGroups, nodesAt, poolIn } from './virtualPool.js';

const [A] = addressesInGroups(1) as [string];
const LATENCY_MS = 10;
const REFUSAL = 'the remote closed the connection before it sent anything: it probably does not support transport v2';

/** What a pool did with the node at A. */
interface Outcome {
  readonly pool: Pool;
  readonly net: VirtualNetwork;
  /** The times of the dials since the start, in ms, with the transport of `onPeer`. */
  readonly dials: { atMs: number; version: number | undefined }[];
  readonly joined: Peer[];
  readonly transports: (PeerTransport | undefined)[];
  readonly failed: string[];
}

/** Runs a pool with the address A for some time. */
function run(runNode: (net: VirtualNetwork) => void, options: Partial<PoolOptions> = {}, ms = 400): Outcome {
  const net = virtualNetwork({ latencyMs: LATENCY_MS });
  runNode(net);
  const startMs = net.scheduler.now();
  const dials: Outcome['dials'] = [];
  const pool = poolIn(net, {
    addresses: [A],
    transport: 'v2-or-v1',
    minBackoffMs: 10_000,
    onPeer: ({ transport }) => dials.push({ atMs: net.scheduler.now() - startMs, version: transport?.version }),
    ...options,
  });
  const joined = outcomeOf(pool.joined$);
  const failed: string[] = [];
  pool.failed$.subscribe(({ error }) => failed.push(error.code));
  pool.start();
  net.advance(ms);
  return {
    ...{ pool, net, dials, joined: joined.values },
    transports: joined.values.map(({ transport }) => transport),
    failed,
  };
}

/** A node that sends `answer` when it has received something, and closes the connection. */
function closingNode(answer: Uint8Array): (net: VirtualNetwork) => void {
  return (net) =>
    void net.listen(A).subscribe((duplex: Duplex) => {
      duplex.chunk$.subscribe(() => {
        if (answer.length > 0) duplex.write(answer);
        duplex.close({ flushTimeoutMs: 1000 });
      });
    });
}

describe('a pool with v2-or-v1', () => {
  it('uses v2 with a node that supports it', () => {
    const { dials, failed, transports } = run((net) => nodesAt(net, [A]));
    expect(transports).toEqual([{ version: 2, sessionId: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    expect(dials).toEqual([{ atMs: LATENCY_MS, version: 2 }]);
    expect(failed).toEqual([]);
  });

  it('dials a node that refuses v2 again by v1 at once, and counts no failure', () => {
    const { dials, failed, transports } = run((net) => nodesAt(net, [A], { transport: 'v1' }));
    expect(transports).toEqual([{ version: 1, fallback: REFUSAL }]);
    // The dial, our key, its close, the second dial: one latency each.
    expect(dials).toEqual([
      { atMs: LATENCY_MS, version: 2 },
      { atMs: 4 * LATENCY_MS, version: 1 },
    ]);
    expect(failed).toEqual([]);
  });

  it('counts one failure if v1 is refused too, and begins with v2 after the backoff', () => {
    const { dials, failed, net } = run(closingNode(new Uint8Array(0)));
    expect(dials.map(({ version }) => version)).toEqual([2, 1]);
    expect(failed).toEqual(['REMOTE_CLOSED']);
    net.advance(4000);
    expect(dials).toHaveLength(2);
    net.advance(6000);
    expect(dials.map(({ version }) => version)).toEqual([2, 1, 2, 1]);
  });

  it('does not fall back if the remote has sent one byte', () => {
    const { dials, failed, net } = run(closingNode(Uint8Array.of(1)));
    expect(dials).toEqual([{ atMs: LATENCY_MS, version: 2 }]);
    expect(failed).toEqual(['TRUNCATED']);
    net.advance(10_000);
    expect(dials.map(({ version }) => version)).toEqual([2, 2]);
  });

  it('does not dial again after close()', () => {
    const { dials, net, pool } = run(closingNode(new Uint8Array(0)), {}, 2 * LATENCY_MS + 5);
    pool.close();
    net.advance(1000);
    expect(dials).toHaveLength(1);
    expect(net.scheduler.waitingCount).toBe(0);
  });
});

describe('a pool with one transport', () => {
  it('v2 fails with V2_REFUSED, and counts a failure', () => {
    const { dials, failed, net } = run((each) => nodesAt(each, [A], { transport: 'v1' }), { transport: 'v2' });
    expect(failed).toEqual(['V2_REFUSED']);
    expect(dials).toHaveLength(1);
    net.advance(10_000);
    expect(failed).toEqual(['V2_REFUSED', 'V2_REFUSED']);
  });

  it('v1 dials once', () => {
    const { dials, transports } = run((net) => nodesAt(net, [A]), { transport: 'v1' });
    expect(transports).toEqual([{ version: 1 }]);
    expect(dials).toEqual([{ atMs: LATENCY_MS, version: 1 }]);
  });
});

describe('the address book', () => {
  const V1_ONLY = ServiceFlags.network;
  const WITH_V2 = ServiceFlags.network | ServiceFlags.p2pV2;

  /** Runs a pool that knows A by its saved book; returns the versions that it dials, and what it saves about A. */
  function runWithBook(
    known: { services: bigint; transport?: 1 | 2 },
    runNode: (net: VirtualNetwork) => void,
  ): { versions: (number | undefined)[]; failures: number; saved: unknown } {
    const addressBookFile = join(temporaryFolder(), 'peers.json');
    const entry = { address: peerAddressOf(A)!, source: 'dns:x', lastSeenMs: Date.UTC(2026, 0, 1), lastGoodMs: 0 };
    const entries = [{ ...entry, failures: 0, notBeforeMs: 0, ...known }];
    writeFileSync(addressBookFile, formatAddressBook({ network: bitcoin.regtest.name, entries, avoided: [] }));
    const { dials, pool } = run(runNode, { addresses: [], addressBookFile });
    pool.close();
    const [savedEntry] = parseAddressBook(readFileSync(addressBookFile, 'utf8')).entries;
    const { failures, services, transport } = savedEntry!;
    return { versions: dials.map(({ version }) => version), failures, saved: { services, transport } };
  }

  it.each([
    ['nothing is known about the node', { services: 0n }, 2],
    ['it offers v2', { services: WITH_V2 }, 2],
    ['it does not offer v2', { services: V1_ONLY }, 1],
    ['it does not offer v2, and v1 was used last', { services: V1_ONLY, transport: 1 }, 1],
    ['it does not offer v2, and v2 was used last', { services: V1_ONLY, transport: 2 }, 2],
    ['it offers v2, and v1 was used last', { services: WITH_V2, transport: 1 }, 2],
  ] as const)('decides the first transport: %s', (_, known, version) => {
    const { saved, versions } = runWithBook(known, (net) => nodesAt(net, [A], { services: WITH_V2 }));
    expect(versions).toEqual([version]);
    expect(saved).toEqual({ services: WITH_V2, transport: version });
  });

  it('remembers that v1 worked, so the next dial is by v1', () => {
    const node = (net: VirtualNetwork): unknown => nodesAt(net, [A], { transport: 'v1', services: V1_ONLY });
    const { saved, versions } = runWithBook({ services: 0n }, node);
    expect(versions).toEqual([2, 1]);
    expect(saved).toEqual({ services: V1_ONLY, transport: 1 });
    expect(runWithBook({ services: V1_ONLY, transport: 1 }, node).versions).toEqual([1]);
  });

  it('keeps what it knows about a node that refuses both, and counts one failure for both', () => {
    const refused = runWithBook({ services: WITH_V2, transport: 2 }, closingNode(new Uint8Array(0)));
    expect(refused).toEqual({ versions: [2, 1], failures: 1, saved: { services: WITH_V2, transport: 2 } });
  });
});
