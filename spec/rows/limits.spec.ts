import { describe, expect, it } from '@jest/globals';
import { NEVER } from 'rxjs';
import {
  createIdentity,
  createPeer,
  InventoryType,
  memoryDuplexes,
  type InventoryItem,
  type Message,
  type PeerOptions,
} from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { LBCD_POLICY_NETWORK } from '../helpers/lbcdPolicy.js';
import { closedAfterwards } from '../helpers/rawRemote.js';
import { bytesOf, hash } from '../helpers/samples.js';
import { lbcdRawRemote, lbcdReadyRemote } from './lbcdRemotes.js';

const network = LBCD_POLICY_NETWORK;
const PING = bytesOf([{ command: 'ping', nonce: 1n }]);

const transactions = (count: number): InventoryItem[] =>
  Array.from({ length: count }, (_, i) => ({ type: InventoryType.transaction, hash: hash(i) }));

describe('the limits and timers of a whole peer', () => {
  it("row 1: has lbcd's defaults, as far as a remote can observe them", () => {
    const scheduler = new VirtualTime();
    const { peer, received, reasons } = lbcdReadyRemote({ scheduler, idleTimeoutMs: 3_600_000 });
    peer.announce({ type: InventoryType.transaction, hash: hash(1) });
    scheduler.advance(9_999);
    expect(received).toEqual([]);
    scheduler.advance(1);
    expect(received.map(({ command }) => command)).toEqual(['inv']);
    scheduler.advance(109_999);
    expect(received).toHaveLength(1);
    scheduler.advance(1);
    expect(received.map(({ command }) => command)).toEqual(['inv', 'ping']);
    expect(reasons).toEqual([]);
  });

  it('row 1: gives a handshake 30 seconds', () => {
    const scheduler = new VirtualTime();
    const { reasons } = lbcdRawRemote({ scheduler });
    scheduler.advance(29_999);
    expect(reasons).toEqual([]);
    scheduler.advance(1);
    expect(reasons).toMatchObject([{ error: { code: 'NEGOTIATION_TIMEOUT', timeoutMs: 30_000 } }]);
  });

  it('row 2: ignores later changes of the options object', () => {
    const { outbound } = memoryDuplexes();
    const options: PeerOptions = { network, identity: createIdentity(), services: 1n };
    const peer = closedAfterwards(createPeer(outbound, options));
    options.services = 9n;
    peer.start();
    expect(peer.local?.services).toBe(1n);
  });

  it('row 4: closes for a remote that sends byte by byte: bytes of an incomplete message do not count as activity', () => {
    const scheduler = new VirtualTime();
    const { reasons, write } = lbcdReadyRemote({ scheduler });
    for (let minute = 0; minute < 4; minute++) {
      scheduler.advance(60_000);
      write(PING.subarray(minute, minute + 1));
    }
    scheduler.advance(59_999);
    expect(reasons).toEqual([]);
    scheduler.advance(1);
    expect(reasons).toMatchObject([{ error: { code: 'IDLE_TIMEOUT', timeoutMs: 300_000 } }]);
  });

  it('row 4: does not time out an idle remote because of its own slow consumer', () => {
    const scheduler = new VirtualTime();
    const { peer, sendToPeer, reasons } = lbcdReadyRemote({ scheduler, readBudgetBytes: 10 });
    peer.consume('getaddr', () => NEVER).subscribe();
    sendToPeer({ command: 'getaddr' });
    expect(peer.stats().isPaused).toBe(true);
    scheduler.advance(599_999);
    expect(reasons).toEqual([]);
    scheduler.advance(1);
    expect(reasons).toMatchObject([{ error: { name: 'LocalProtocolError', code: 'CONSUMER_STALLED' } }]);
  });

  it.each<[string, Message, number]>([
    ['getdata', { command: 'getdata', items: transactions(1) }, 30_000],
    ['mempool', { command: 'mempool' }, 30_000],
    ['getblocks', { command: 'getblocks', version: 70_016, locator: [hash(1)], stopHash: hash(0) }, 30_000],
    ['getheaders', { command: 'getheaders', version: 70_016, locator: [hash(1)], stopHash: hash(0) }, 90_000],
  ])('row 6: closes exactly when %s is overdue, not at a later tick', (_, question, timeoutMs) => {
    const scheduler = new VirtualTime();
    const { peer, reasons } = lbcdReadyRemote({ scheduler });
    // Not a multiple of lbcd's 15 s.
    scheduler.advance(7_001);
    void peer.send(question);
    scheduler.advance(timeoutMs - 1);
    expect(reasons).toEqual([]);
    scheduler.advance(1);
    expect(reasons).toMatchObject([{ error: { name: 'PeerTimeoutError', code: 'STALLED', timeoutMs } }]);
  });

  it('row 9: never times out with stallTimeoutMs: false', () => {
    const scheduler = new VirtualTime();
    const { peer, sendToPeer, reasons } = lbcdReadyRemote({ scheduler, stallTimeoutMs: false });
    void peer.send({ command: 'mempool' });
    for (let minute = 0; minute < 15; minute++) {
      scheduler.advance(60_000);
      sendToPeer({ command: 'getaddr' });
    }
    expect(reasons).toEqual([]);
  });
});
