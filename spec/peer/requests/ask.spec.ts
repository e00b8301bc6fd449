import { describe, expect, it } from '@jest/globals';
import { take } from 'rxjs';
import { InventoryType, RemoteProtocolError, txid, type Message } from '../../../lib/index.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { transaction } from '../../helpers/peer/messages.js';
import { outcomeOf } from '../../helpers/peer/outcome.js';
import { rawRemote, readyRemote } from '../../helpers/rawRemote.js';
import { hash, versionMessage } from '../../helpers/samples.js';

const tx = (n: number): Message => ({ command: 'tx', transaction: transaction(n) });
const both = [txid(transaction(1)), txid(transaction(2))];

describe('a request without an answer', () => {
  it('errors after its timeout, and the peer stays connected', () => {
    const time = new VirtualTime();
    const { peer, reasons, sendToPeer } = readyRemote({ scheduler: time, conversations: [] });
    const outcome = outcomeOf(peer.request.transactions(both));
    time.advance(29_999);
    expect(outcome.end).toBeUndefined();
    time.advance(1);
    expect(outcome.end).toBe('PeerTimeoutError REQUEST_TIMEOUT');
    expect(outcome.error).toMatchObject({ message: 'getdata unanswered for 30000 ms', timeoutMs: 30_000 });
    sendToPeer(tx(1));
    expect([outcome.values, reasons]).toEqual([[], []]);
  });

  it('restarts its timeout with each answer', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer } = readyRemote({ scheduler: time, conversations: [] });
    const outcome = outcomeOf(peer.request.transactions(both, { timeoutMs: 100 }));
    time.advance(80);
    sendToPeer(tx(1));
    time.advance(99);
    expect(outcome.end).toBeUndefined();
    // The answer to another request does not count.
    sendToPeer(tx(9), { command: 'notfound', items: [{ type: InventoryType.block, hash: both[1]! }] });
    time.advance(1);
    expect(outcome.end).toBe('PeerTimeoutError REQUEST_TIMEOUT');
    expect(outcome.values).toHaveLength(1);
  });

  it('leaves no timer once it is answered', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer } = readyRemote({ scheduler: time, conversations: [] });
    const outcome = outcomeOf(peer.request.transactions(both));
    sendToPeer(tx(1), tx(2));
    expect(outcome.end).toBe('complete');
    expect(time.waitingCount).toBe(0);
  });
});

describe('a cancelled request', () => {
  it('errors when its signal aborts, with the reason of the signal as the cause', () => {
    const { peer } = readyRemote();
    const controller = new AbortController();
    const outcome = outcomeOf(peer.request.addresses({ signal: controller.signal }));
    controller.abort('enough');
    expect(outcome.end).toBe('LocalProtocolError ABORTED');
    expect(outcome.error).toMatchObject({ message: 'getaddr was aborted', cause: 'enough' });
  });

  it('sends nothing if its signal has already aborted', () => {
    const { peer, received } = readyRemote();
    const outcome = outcomeOf(peer.request.addresses({ signal: AbortSignal.abort() }));
    expect([outcome.end, received]).toEqual(['LocalProtocolError ABORTED', []]);
  });

  it('removes the queued message on unsubscribe', () => {
    const { peer, received, sendToPeer } = rawRemote({ conversations: [] });
    outcomeOf(peer.request.addresses()).unsubscribe();
    const aborted = new AbortController();
    outcomeOf(peer.request.mempool({ signal: aborted.signal }));
    const kept = outcomeOf(peer.request.headers([hash(1)]));
    aborted.abort();
    expect(peer.stats().queuedMessages).toBe(1);
    sendToPeer(versionMessage(), { command: 'verack' });
    expect(received.map(({ command }) => command)).toEqual([
      'version',
      'wtxidrelay',
      'sendaddrv2',
      'verack',
      'getheaders',
    ]);
    expect(kept.end).toBeUndefined();
  });

  it('emits nothing after unsubscribe in the middle of the answers', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const outcome = outcomeOf(peer.request.transactions(both).pipe(take(1)));
    sendToPeer({
      command: 'notfound',
      items: both.map((each) => ({ type: InventoryType.witnessTransaction, hash: each })),
    });
    expect(outcome).toMatchObject({ values: [{ hash: both[0], found: false }], end: 'complete' });
  });

  it('leaves no listener on its signal', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const controller = new AbortController();
    const outcome = outcomeOf(peer.request.addresses({ signal: controller.signal }));
    sendToPeer({ command: 'addr', addresses: [] });
    controller.abort();
    expect(outcome.end).toBe('complete');
  });
});

describe('a request to a peer that ends', () => {
  it.each([
    ['closed by us', 'we closed the connection', ({ peer }: ReturnType<typeof readyRemote>) => peer.close()],
    [
      'closed by the remote',
      'the remote closed the connection',
      ({ duplex }: ReturnType<typeof readyRemote>) => duplex.close(),
    ],
  ])('errors: %s', (_, why, end) => {
    const remote = readyRemote();
    const outcome = outcomeOf(remote.peer.request.addresses());
    end(remote);
    expect(outcome.end).toBe('TransportError ENDED');
    expect(outcome.error).toMatchObject({ message: `getaddr unanswered: ${why}` });
  });

  it('errors with the fault that ended it', () => {
    const { peer, write } = readyRemote();
    const outcome = outcomeOf(peer.request.addresses());
    write(Uint8Array.of(1, 2, 3, 4));
    expect(outcome.error).toBeInstanceOf(RemoteProtocolError);
    expect(outcome.end).toBe('RemoteProtocolError WRONG_MAGIC');
  });

  it('errors at once if it has already ended', () => {
    const { peer } = readyRemote();
    peer.close();
    expect(outcomeOf(peer.request.addresses()).end).toBe('TransportError ENDED');
  });
});

describe('a request that cannot be encoded', () => {
  it.each([
    ['an invalid hash', ['abc']],
    ['too many hashes', Array.from({ length: 50_001 }, (_, n) => hash(n))],
  ])('errors: %s', (_, hashes) => {
    const { peer, received, reasons } = readyRemote();
    expect(outcomeOf(peer.request.transactions(hashes)).end).toMatch(
      /^LocalProtocolError (INVALID_VALUE|LIMIT_EXCEEDED)$/,
    );
    expect([received, reasons]).toEqual([[], []]);
    expect(peer.stats().queuedMessages).toBe(0);
  });
});
