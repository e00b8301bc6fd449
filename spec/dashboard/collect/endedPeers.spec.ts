import { describe, expect, it } from '@jest/globals';
import { NEVER, Subject } from 'rxjs';
import { EndedPeers } from '../../../lib/dashboard/collect/endedPeers.js';
import { MAX_ENDED_PEERS } from '../../../lib/dashboard/protocol/endedPeers.js';
import { PeerTimeoutError, TransportError, type CloseReason, type Peer } from '../../../lib/index.js';
import { virtualNetwork, type Adversary } from '../../../lib/marbles.js';
import type { FailedConnection, LostPeer, PoolOptions } from '../../../lib/node.js';
import type { ObservedPeer } from '../../../lib/pool/observedPool.js';
import { exceedsLimit } from '../../helpers/peer/exceedsLimit.js';
import { nodesAt, poolIn } from '../../pool/virtualPool.js';
import { publishedPool } from './publishedPool.js';

const DAY_MS = 86_400_000;
const PORT = 18_444;

/** A pool that gets the host from a DNS seed, and the rows of its ended connections. */
function endedOf(host: string, options: Partial<PoolOptions> = {}, reasons = new Map<number, string>()) {
  const net = virtualNetwork({ latencyMs: 10 });
  const connection$ = new Subject<Peer>();
  const ours: Peer[] = [];
  const pool = poolIn(net, {
    dnsSeeds: ['seed.example'],
    resolve: () => [[host]],
    gossip: false,
    minBackoffMs: 1e6,
    maxBackoffMs: 1e6,
    pingIntervalMs: 1000,
    ...options,
    onPeer: (peer) => {
      ours.push(peer);
      connection$.next(peer);
    },
  });
  const localReasonOf = (peer: number): string | undefined => reasons.get(peer);
  const ended = new EndedPeers(pool, { connection$, scheduler: net.scheduler, localReasonOf });
  const withoutConnections = new EndedPeers(pool, { scheduler: net.scheduler });
  const attack = (adversary: () => Adversary): void => {
    net.listen(`${host}:${PORT}`).subscribe((duplex) => net.attack(duplex, adversary()));
  };
  return { net, pool, ended, withoutConnections, ours, attack };
}

describe('the ended peers', () => {
  it('show the last figures and the reason of a peer that the remote closed', () => {
    const { ended, net, ours, pool } = endedOf('20.0.0.1');
    const [theirs] = [nodesAt(net, [`20.0.0.1:${PORT}`], { userAgent: { name: 'Alder', version: '1' } })];
    const startMs = net.scheduler.now();
    pool.start();
    net.advance(5000);
    expect(ended.rows()).toEqual([]);
    const stats = ours[0]!.stats();
    theirs[0]!.close();
    net.advance(100);
    expect(ended.rows()).toEqual([
      {
        number: 1,
        peer: ours[0]!.id,
        address: `20.0.0.1:${PORT}`,
        direction: 'outbound',
        wasReady: true,
        endedAtMs: startMs + 5010,
        reason: {
          by: 'remote',
          blame: '',
          code: '',
          text: 'The remote closed the connection.',
          isMisbehaviour: false,
        },
        figures: {
          startedAtMs: stats.startedAtMs,
          transport: stats.transport!.version,
          userAgent: stats.userAgent,
          version: 70_016,
          services: expect.any(Array),
          height: stats.bestHeight,
          timeOffsetSeconds: 0,
          receivedBytes: stats.received.bytes,
          receivedMessages: stats.received.messages,
          sentBytes: stats.sent.bytes,
          sentMessages: stats.sent.messages,
          lastCommand: stats.received.lastCommand,
          faults: 0,
          lastRoundTripMs: 20,
        },
      },
    ]);
    expect(ended.rows()[0]!.figures!.userAgent).toContain('Alder:1');
  });

  it('show the error of a peer that misbehaved, and that its host is discouraged as long as it is', () => {
    const { attack, ended, net, pool } = endedOf('20.0.0.1');
    attack(exceedsLimit);
    pool.start();
    net.advance(2000);
    const [row] = ended.rows();
    expect(row).toMatchObject({
      wasReady: true,
      reason: { by: 'fault', blame: 'RemoteProtocolError', code: 'TOO_MANY_ITEMS', isMisbehaviour: true },
      avoided: { kind: 'discouraged', untilMs: row!.endedAtMs + DAY_MS },
    });
    expect(row!.reason.text).toMatch(/^The remote violated the protocol or refused us: .*50001.*\.$/);
    pool.ban('20.0.0.1', { durationMs: 1000 });
    expect(ended.rows()[0]!.avoided).toEqual({ kind: 'banned', untilMs: net.scheduler.now() + 1000 });
    pool.unban('20.0.0.1');
    expect(ended.rows()[0]).not.toHaveProperty('avoided');
  });

  it('name why we closed a peer, if an action did', () => {
    const reasons = new Map<number, string>();
    const { ended, net, ours, pool } = endedOf('20.0.0.1', {}, reasons);
    nodesAt(net, [`20.0.0.1:${PORT}`]);
    pool.start();
    net.advance(1000);
    reasons.set(ours[0]!.id, 'the user disconnected it');
    ours[0]!.close();
    expect(ended.rows()[0]!.reason).toEqual({
      ...{ by: 'local', blame: '', code: '', isMisbehaviour: false },
      text: 'We closed the connection: the user disconnected it.',
    });
  });

  it('list a failed handshake with figures if connections are given, and with its error if not', () => {
    const adversary: Adversary = () => NEVER;
    const options = { handshakeTimeoutMs: 2000, transport: 'v1' } as const;
    const { attack, ended, net, ours, pool, withoutConnections } = endedOf('20.0.0.1', options);
    attack(() => adversary);
    pool.start();
    net.advance(60_000);
    const [row] = ended.rows();
    expect(row).toMatchObject({
      peer: ours[0]!.id,
      wasReady: false,
      reason: { by: 'fault', blame: 'PeerTimeoutError', code: 'NEGOTIATION_TIMEOUT', isMisbehaviour: false },
      figures: { receivedMessages: 0, sentMessages: 1, services: [] },
    });
    expect(row!.reason.text).toContain('within the handshake');
    const [bare] = withoutConnections.rows();
    expect(bare).toMatchObject({ address: `20.0.0.1:${PORT}`, reason: row!.reason });
    expect(bare).not.toHaveProperty('figures');
  });

  it('do not list dials that reached nothing', () => {
    const failed$ = new Subject<FailedConnection>();
    const pool = { joined$: NEVER, left$: NEVER, failed$ };
    const ended = new EndedPeers(pool, { scheduler: virtualNetwork().scheduler });
    const from = { address: '20.0.0.1:8333', direction: 'outbound' } as const;
    failed$.next({ ...from, error: new TransportError('CONNECT_FAILED', 'refused') });
    failed$.next({ ...from, error: new TransportError('PROXY_FAILED', 'refused') });
    failed$.next({ ...from, error: new PeerTimeoutError('CONNECT_TIMEOUT', 'late', 1) });
    expect(ended.rows()).toEqual([]);
    failed$.next({ ...from, error: new TransportError('CONNECTION_LOST', 'reset \u202e') });
    expect(ended.rows().map(({ reason }) => reason.text)).toEqual(['The connection broke: reset \\u{202e}.']);
  });

  it(`are the last ${MAX_ENDED_PEERS}, the newest first`, () => {
    const left$ = new Subject<LostPeer>();
    const net = virtualNetwork();
    const ended = new EndedPeers({ joined$: NEVER, left$, failed$: NEVER }, { scheduler: net.scheduler });
    const [peer] = peerIn(net);
    const lose = (reason: CloseReason): void => left$.next({ peer: peer as never, reason });
    for (let i = 0; i < MAX_ENDED_PEERS; i++) lose({ by: 'remote' });
    expect(ended.rows().map(({ number }) => number)).toEqual(
      Array.from({ length: MAX_ENDED_PEERS }, (_, i) => MAX_ENDED_PEERS - i),
    );
    lose({ by: 'remote' });
    expect(ended.rows()).toHaveLength(MAX_ENDED_PEERS);
    expect(ended.rows().at(-1)!.number).toBe(2);
  });

  it('work on the pool of fromNats, and escape the texts of its monitors', async () => {
    const { advance, net, pool, remote, theirs } = publishedPool(2);
    const ended = new EndedPeers(remote, { connection$: remote.connection$, scheduler: net.scheduler });
    pool.start();
    await advance(3000);
    theirs[1]!.close();
    await advance(1000);
    const rows = ended.rows();
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      monitor: 'berlin',
      address: '20.1.0.1:8333',
      wasReady: true,
      reason: { by: 'remote' },
      figures: { services: expect.any(Array), version: 70_016 },
    });
    expect(rows[0]).not.toHaveProperty('avoided');
  });

  it('stop with the subscription', () => {
    const left$ = new Subject<LostPeer<never, ObservedPeer>>();
    const ended = new EndedPeers(
      { joined$: NEVER, left$, failed$: NEVER },
      {
        scheduler: virtualNetwork().scheduler,
      },
    );
    ended.subscription.unsubscribe();
    expect(left$.observed).toBe(false);
  });
});

function peerIn(net: ReturnType<typeof virtualNetwork>): Peer[] {
  const ours: Peer[] = [];
  const pool = poolIn(net, { addresses: ['20.0.0.1:8333'], gossip: false, onPeer: (peer) => ours.push(peer) });
  nodesAt(net, ['20.0.0.1:8333']);
  pool.start();
  net.advance(1000);
  return ours;
}
