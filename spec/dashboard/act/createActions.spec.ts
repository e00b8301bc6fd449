import { afterEach, describe, expect, it } from '@jest/globals';
import type { Actions } from '../../../lib/dashboard/act/actions.js';
import { createActions } from '../../../lib/dashboard/act/createActions.js';
import { EndedPeers } from '../../../lib/dashboard/collect/endedPeers.js';
import { MAX_ACTION_ROWS } from '../../../lib/dashboard/protocol/action.js';
import type { Peer } from '../../../lib/index.js';
import { virtualNetwork } from '../../../lib/marbles.js';
import type { PoolOptions } from '../../../lib/node.js';
import { nodesAt, poolIn } from '../../pool/virtualPool.js';
import { publishedPool } from '../collect/publishedPool.js';

const DAY_MS = 86_400_000;
const PORT = 18_444;
const open: Actions[] = [];

afterEach(async () => {
  for (const actions of open.splice(0)) await actions.close();
});

/** A pool with a peer at each of these hosts, which a DNS seed names, and the actions on it. */
function acting(hosts: readonly string[], options: Partial<PoolOptions> = {}) {
  const net = virtualNetwork({ latencyMs: 10 });
  nodesAt(
    net,
    hosts.map((host) => (host.includes(':') ? `[${host}]:${PORT}` : `${host}:${PORT}`)),
  );
  const ours: Peer[] = [];
  const pool = poolIn(net, {
    dnsSeeds: ['seed.example'],
    resolve: () => [hosts],
    allowPrivateAddresses: true,
    outbound: hosts.length,
    gossip: false,
    minBackoffMs: 1e6,
    maxBackoffMs: 1e6,
    ...options,
    onPeer: (peer) => ours.push(peer),
  });
  const actions = createActions(pool, { scheduler: net.scheduler });
  open.push(actions);
  const ended = new EndedPeers(pool, { scheduler: net.scheduler, localReasonOf: (peer) => actions.reasonOf(peer) });
  pool.start();
  net.advance(1000);
  const count = (): number => {
    let peers = 0;
    pool.peers$.subscribe(({ length }) => (peers = length)).unsubscribe();
    return peers;
  };
  return { net, pool, ours, actions, ended, count };
}

describe('the actions on a pool', () => {
  it('disconnect a peer, log who did it, and say why in its end', () => {
    const { actions, count, ended, net, ours } = acting(['20.0.0.1']);
    const { address, id } = ours[0]!;
    const result = actions.disconnect(id, '127.0.0.1\u202e');
    expect(result).toEqual({
      isDone: true,
      text: `Disconnected ${address}. The pool may connect to it again; ban its host to prevent that.`,
    });
    expect(count()).toBe(0);
    expect(ended.rows()[0]!.reason.text).toBe('We closed the connection: the user disconnected it.');
    expect(actions.rows()).toEqual([
      {
        ...{ number: 1, atMs: net.scheduler.now(), by: '127.0.0.1\\u{202e}', action: 'disconnect' },
        ...{ peer: id, target: address, ...result },
      },
    ]);
    expect(actions.disconnect(id)).toEqual({
      isDone: false,
      text: `There is no peer ${id}: it has disconnected.`,
    });
    expect(actions.rows().map(({ number, isDone }) => [number, isDone])).toEqual([
      [2, false],
      [1, true],
    ]);
  });

  it('ban the host of a peer, and unban it', () => {
    const { actions, count, ended, net, ours, pool } = acting(['20.0.0.1', '20.1.0.1']);
    const nowMs = net.scheduler.now();
    const { text } = actions.ban(ours[0]!.id, { reason: 'spam' });
    const host = ours[0]!.address.split(':')[0]!;
    expect(text).toBe(
      `Banned ${host} until ${new Date(nowMs + DAY_MS).toISOString()}, and closed one connection to it.`,
    );
    expect(count()).toBe(1);
    expect(pool.banned()).toMatchObject([{ host, reason: { text: 'spam' }, untilMs: nowMs + DAY_MS }]);
    expect(ended.rows()[0]).toMatchObject({
      reason: { text: 'We closed the connection: the user banned its host (spam).' },
      avoided: { kind: 'banned' },
    });
    expect(actions.unban(host)).toEqual({ isDone: true, text: `Unbanned ${host}.` });
    expect(pool.banned()).toEqual([]);
    expect(actions.unban(host)).toEqual({ isDone: false, text: `${host} is neither banned nor discouraged.` });
  });

  it('ban a host by its address, until a time, with all peers of an IPv6 /64', () => {
    const { actions, count, net, pool } = acting(['2a01:4f8::1', '2a01:4f8::2', '20.0.0.1']);
    const before = count();
    const untilMs = net.scheduler.now() + 5000;
    expect(actions.ban('2a01:4f8::9', { untilMs }).text).toContain('Banned 2a01:4f8::/64 until');
    expect(pool.banned()).toMatchObject([{ host: '2a01:4f8::/64', untilMs }]);
    expect(before - count()).toBeGreaterThan(0);
    expect(actions.unban('2a01:4f8::/64').isDone).toBe(true);
    expect(actions.ban('8.8.8.8', { untilMs: net.scheduler.now() })).toMatchObject({
      isDone: false,
      text: expect.stringContaining('in the past'),
    });
    expect(actions.ban('8.8.8.8', { untilMs: net.scheduler.now() + 200 * 365 * DAY_MS })).toMatchObject({
      isDone: false,
      text: expect.stringContaining('durationMs'),
    });
    expect(actions.ban('8.8.8.8', { reason: 'r'.repeat(150) }).isDone).toBe(true);
    expect(pool.banned()[0]!.reason.text).toBe('r'.repeat(100));
  });

  it.each(['127.0.0.1', '127.0.0.1:8333', '[::1]:8333', 'localhost', '10.1.2.3', 'fe80::1', '100.64.0.1', 'fd00::/64'])(
    'refuse to ban %s, which is loopback or private',
    (host) => {
      const { actions, pool } = acting([]);
      expect(actions.ban(host)).toEqual({
        isDone: false,
        text: `${host} cannot be banned: it is loopback, or in a private network, where several peers or a proxy share one address.`,
      });
      expect(pool.banned()).toEqual([]);
    },
  );

  it('refuse to ban a private peer, and an address that the user named, whose peer stays', () => {
    const privately = acting(['10.0.0.1']);
    expect(privately.count()).toBe(1);
    expect(privately.actions.ban(privately.ours[0]!.id)).toMatchObject({ isDone: false });
    expect(privately.count()).toBe(1);
    const named = acting(['20.0.0.1'], { addresses: [`20.0.0.1:${PORT}`], outbound: 1 });
    expect(named.count()).toBe(1);
    expect(named.actions.ban(named.ours[0]!.id)).toEqual({
      isDone: false,
      text: expect.stringContaining("is among the pool's addresses, which are never banned"),
    });
    expect(named.count()).toBe(1);
    named.pool.close();
    expect(named.ended.rows()[0]!.reason.text).toBe('We closed the connection.');
  });

  it('refuse a text that is no host, without an exception', () => {
    const { actions } = acting([]);
    for (const text of ['', 'a b', '1.2.3.4:99999999', 'x.onion']) {
      expect(actions.ban(text)).toMatchObject({ isDone: false, text: expect.stringMatching(/^Refused: host: /) });
      expect(actions.unban(text)).toMatchObject({ isDone: false, text: expect.stringMatching(/^Refused: host: /) });
    }
  });

  it('refuse everything on the pool of fromNats, and do not touch its peers', async () => {
    const { advance, net, pool, remote } = publishedPool(1);
    const actions = createActions(remote, { scheduler: net.scheduler });
    open.push(actions);
    const ids: number[] = [];
    remote.joined$.subscribe(({ id }) => ids.push(id));
    pool.start();
    await advance(2000);
    const [id] = ids;
    const results = [
      actions.disconnect(id!),
      actions.ban(id!),
      actions.ban('8.8.8.8'),
      actions.unban('8.8.8.8'),
      actions.record(id!),
      actions.stopRecording(id!),
    ];
    for (const result of results) {
      expect(result).toEqual({ isDone: false, text: expect.stringContaining('the peers of other monitors') });
    }
    expect(actions.rows()).toHaveLength(6);
    expect(actions.rows().at(-1)).toMatchObject({ peer: id, target: '20.0.0.1:8333' });
    expect(pool.banned()).toEqual([]);
  });

  it('perform the requests of a page', () => {
    const { actions, count, ours } = acting(['20.0.0.1', '20.1.0.1']);
    const base = { token: 't' } as const;
    expect(actions.perform({ ...base, action: 'disconnect', peer: ours[0]!.id }, 'page')).toMatchObject({
      isDone: true,
    });
    expect(count()).toBe(1);
    expect(actions.perform({ ...base, action: 'ban', peer: ours[1]!.id, reason: 'x' }, 'page').isDone).toBe(true);
    expect(count()).toBe(0);
    expect(actions.perform({ ...base, action: 'ban', host: '8.8.8.8' }, 'page').isDone).toBe(true);
    expect(actions.perform({ ...base, action: 'unban', host: '8.8.8.8' }, 'page').isDone).toBe(true);
    expect(actions.perform({ ...base, action: 'record', peer: 1e6 }, 'page').isDone).toBe(false);
    expect(actions.perform({ ...base, action: 'stopRecording', peer: 1 }, 'page').isDone).toBe(false);
    expect(actions.rows().map(({ action, by }) => `${by} ${action}`)).toEqual(
      ['stopRecording', 'record', 'unban', 'ban', 'ban', 'disconnect'].map((action) => `page ${action}`),
    );
  });

  it(`log the last ${MAX_ACTION_ROWS} actions`, () => {
    const { actions } = acting([]);
    for (let i = 0; i < MAX_ACTION_ROWS; i++) actions.disconnect(1);
    expect(actions.rows().at(-1)!.number).toBe(1);
    actions.disconnect(1);
    expect(actions.rows()).toHaveLength(MAX_ACTION_ROWS);
    expect(actions.rows().at(-1)!.number).toBe(2);
  });
});
