import { describe, expect, it } from '@jest/globals';
import { encodeMessage, bitcoin } from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { ping, pong } from '../helpers/peer/messages.js';
import { outcomeOf, reasonNames } from '../helpers/peer/outcome.js';
import { rawRemote, readyRemote } from '../helpers/rawRemote.js';
import { versionMessage } from '../helpers/samples.js';

describe('pings$', () => {
  it('emits the round trip of each automatic ping', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer, received } = readyRemote({ scheduler: time });
    const { values } = outcomeOf(peer.pings$);
    time.advance(119_999);
    expect(received).toEqual([]);
    time.advance(1);
    const [first] = received.splice(0);
    const nonce = first?.command === 'ping' ? first.nonce! : 0n;
    time.advance(42);
    sendToPeer(pong(nonce));
    expect(values).toEqual([{ nonce, sentAtMs: 120_000, roundTripMs: 42 }]);
    time.advance(120_000 - 42);
    expect(received.map(({ command }) => command)).toEqual(['ping']);
  });

  it('emits the round trips of pings sent by the caller and by requests', () => {
    const time = new VirtualTime();
    const { peer, sendToPeer, received } = readyRemote({ scheduler: time });
    const { values } = outcomeOf(peer.pings$);
    void peer.send(ping(5n));
    outcomeOf(peer.request.ping());
    time.advance(3);
    for (const message of received) if (message.command === 'ping') sendToPeer(pong(message.nonce!));
    expect(values.map(({ roundTripMs }) => roundTripMs)).toEqual([3, 3]);
    expect(values[0]).toEqual({ nonce: 5n, sentAtMs: 0, roundTripMs: 3 });
  });

  it('ignores a pong without a ping, and a repeated pong', () => {
    const { peer, sendToPeer, reasons } = readyRemote();
    const { values } = outcomeOf(peer.pings$);
    void peer.send(ping(5n));
    sendToPeer(pong(6n), pong(5n), pong(5n), pong(0n));
    expect(values.map(({ nonce }) => nonce)).toEqual([5n]);
    expect(reasons).toEqual([]);
  });

  it('completes when the peer ends', () => {
    const { peer } = readyRemote();
    const outcome = outcomeOf(peer.pings$);
    peer.close();
    expect(outcome.end).toBe('complete');
  });
});

describe('a ping of the remote', () => {
  it('is answered before anything that a consumer sends on it', () => {
    const { peer, sendToPeer, received } = readyRemote();
    peer.on('ping').subscribe(() => void peer.send({ command: 'getaddr' }));
    sendToPeer(ping(9n));
    expect(received).toEqual([pong(9n), { command: 'getaddr' }]);
  });

  it('without a nonce is not answered: protocol 60000', () => {
    const { peer, sendToPeer, write, faults } = rawRemote();
    sendToPeer(versionMessage({ version: 60_000 }), { command: 'verack' });
    const { values: sent } = outcomeOf(peer.sent$);
    const { values: pings } = outcomeOf(peer.on('ping'));
    write(encodeMessage({ command: 'ping', nonce: undefined }, { network: bitcoin.regtest, protocolVersion: 60_000 }));
    expect([pings, sent, faults]).toEqual([[{ command: 'ping' }], [], []]);
  });

  it('is answered from protocol 60001 on', () => {
    const { received, sendToPeer } = rawRemote();
    sendToPeer(versionMessage({ version: 60_001 }), { command: 'verack' }, ping(9n));
    expect(received.at(-1)).toEqual(pong(9n));
  });
});

describe('a remote that does not answer pings', () => {
  it('is closed even if it sends other messages', () => {
    const time = new VirtualTime();
    const { sendToPeer, reasons } = readyRemote({ scheduler: time, pongTimeoutMs: 300_000 });
    for (let i = 0; i < 6; i++) {
      time.advance(69_999);
      sendToPeer({ command: 'getaddr' });
    }
    expect(reasons).toEqual([]);
    time.advance(6);
    expect(reasonNames(reasons)).toEqual(['PeerTimeoutError PONG_TIMEOUT']);
  });
});
