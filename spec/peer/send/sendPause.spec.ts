import { describe, expect, it } from '@jest/globals';
import { delay } from 'rxjs';
import { answerPings, bitcoin, createIdentity, createPeer, memoryDuplexes, type Message } from '../../../lib/index.js';
import { VirtualTime } from '../../../lib/marbles.js';
import { QUEUED_MESSAGE_BYTES } from '../../../lib/peer/send/messageCharges.js';
import { MAX_PAUSE_WITHOUT_PROGRESS_MS, SendPause } from '../../../lib/peer/send/sendPause.js';
import { ping, pong, sized } from '../../helpers/peer/messages.js';
import { reasonNames } from '../../helpers/peer/outcome.js';
import { closedAfterwards, readyRemote, rawRemote, type RawRemoteOptions } from '../../helpers/rawRemote.js';
import { versionMessage } from '../../helpers/samples.js';

const PONG_BYTES = 32 + QUEUED_MESSAGE_BYTES;
/** Sixteen pongs: reading pauses above four, and resumes at two. */
const BUDGET_BYTES = 16 * PONG_BYTES;

/** A remote that does not read; the transport accepts one and a half pongs. */
function unreading(options: RawRemoteOptions = {}) {
  const time = new VirtualTime();
  const remote = readyRemote({
    scheduler: time,
    sendBudgetBytes: BUDGET_BYTES,
    highWaterMarkBytes: 40,
    conversations: [answerPings()],
    ...options,
  });
  remote.duplex.pause();
  // The transport accepts the first one, and reports that it is full.
  remote.sendToPeer(ping(0n));
  return { ...remote, time };
}

function sendPings({ sendToPeer }: Pick<ReturnType<typeof unreading>, 'sendToPeer'>, count: number): void {
  for (let n = 1; n <= count; n++) sendToPeer(ping(BigInt(n)));
}

describe('reading from a remote that does not read', () => {
  it('pauses when more than a quarter of sendBudgetBytes is queued, not at a quarter', () => {
    const remote = unreading();
    sendPings(remote, 4);
    expect(remote.peer.stats()).toMatchObject({ queuedBytes: 4 * 32, isPaused: false });
    sendPings(remote, 50);
    expect(remote.peer.stats()).toMatchObject({ queuedBytes: 5 * 32, isPaused: true });
    expect(remote.reasons).toEqual([]);
  });

  it('resumes at an eighth, and answers everything in order', () => {
    const remote = unreading();
    sendPings(remote, 30);
    remote.received.length = 0;
    remote.duplex.resume();
    expect(remote.received).toEqual([pong(0n), ...Array.from({ length: 30 }, (_, n) => pong(BigInt(n + 1)))]);
    expect(remote.peer.stats()).toMatchObject({ queuedMessages: 0, queuedBytes: 0, isPaused: false });
  });

  it('resumes after MAX_PAUSE_WITHOUT_PROGRESS_MS without progress, and ends the peer at the budget', () => {
    const remote = unreading();
    sendPings(remote, 50);
    remote.time.advance(MAX_PAUSE_WITHOUT_PROGRESS_MS - 1);
    expect(remote.peer.stats()).toMatchObject({ queuedBytes: 5 * 32, isPaused: true });
    expect(remote.reasons).toEqual([]);
    remote.time.advance(1);
    expect(reasonNames(remote.reasons)).toEqual(['TransportError SEND_QUEUE_FULL']);
  });

  it('stays paused while the remote reads something, until an eighth is left', () => {
    const time = new VirtualTime();
    const states: boolean[] = [];
    const gate = { setSendQueueLong: (isLong: boolean) => void states.push(isLong) };
    const pause = new SendPause({ sendBudgetBytes: 800, scheduler: time, gate });
    pause.added(200);
    expect(states).toEqual([]);
    pause.added(201);
    for (let i = 0; i < 20; i++) {
      time.advance(MAX_PAUSE_WITHOUT_PROGRESS_MS - 1);
      pause.removed(190);
    }
    pause.removed(101);
    expect(states).toEqual([true]);
    pause.removed(100);
    expect(states).toEqual([true, false]);
    time.advance(MAX_PAUSE_WITHOUT_PROGRESS_MS);
    expect(states).toEqual([true, false]);
  });

  it('pauses again only after an eighth was left, if it resumed without progress', () => {
    const time = new VirtualTime();
    const states: boolean[] = [];
    const gate = { setSendQueueLong: (isLong: boolean) => void states.push(isLong) };
    const pause = new SendPause({ sendBudgetBytes: 800, scheduler: time, gate });
    pause.added(300);
    time.advance(MAX_PAUSE_WITHOUT_PROGRESS_MS);
    pause.added(400);
    expect(states).toEqual([true, false]);
    pause.removed(100);
    pause.added(201);
    expect(states).toEqual([true, false, false, true]);
  });

  it('does not pause for messages that wait for the handshake', () => {
    const { peer, sendToPeer } = rawRemote({ sendBudgetBytes: BUDGET_BYTES, conversations: [] });
    for (let n = 0; n < 10; n++) void peer.send(sized(n));
    sendToPeer(versionMessage());
    sendToPeer({ command: 'verack' });
    expect(peer.stats()).toMatchObject({ queuedMessages: 0, isPaused: false });
    expect(peer.protocolVersion).toBeDefined();
  });

  it('does not affect consumerTimeoutMs, nor the reverse', () => {
    const remote = unreading({ readBudgetBytes: 1, consumerTimeoutMs: 5000 });
    remote.peer.consume('getaddr', () => []).subscribe();
    sendPings(remote, 5);
    expect(remote.peer.stats().isPaused).toBe(true);
    remote.duplex.resume();
    expect(remote.peer.stats().isPaused).toBe(false);
    remote.time.advance(5000);
    expect(remote.reasons).toEqual([]);
  });
});

describe('the send budget', () => {
  const full = (messages: number, extraBytes: number) => {
    const remote = unreading({ sendBudgetBytes: 5 * (100 + QUEUED_MESSAGE_BYTES) });
    void remote.peer.send(sized(0, 100));
    for (let n = 1; n < messages; n++) void remote.peer.send(sized(n, 100 + (n === messages - 1 ? extraBytes : 0)));
    return remote;
  };

  it('is not exceeded exactly at its bound', () => {
    const { reasons, peer } = full(5, 0);
    expect(peer.stats().queuedBytes).toBe(500);
    expect(reasons).toEqual([]);
  });

  it('is exceeded one byte above it', () => {
    expect(reasonNames(full(5, 1).reasons)).toEqual(['TransportError SEND_QUEUE_FULL']);
  });

  it('counts QUEUED_MESSAGE_BYTES for each message, so that small messages are bounded too', () => {
    const { peer, reasons } = unreading({ sendBudgetBytes: 100 * PONG_BYTES });
    for (let n = 0; n < 100; n++) void peer.send(pong(BigInt(n)));
    expect(reasons).toEqual([]);
    void peer.send(pong(100n));
    expect(reasonNames(reasons)).toEqual(['TransportError SEND_QUEUE_FULL']);
  });

  it('bounds the messages caused by one delivery before any of them is queued', () => {
    const remote = unreading();
    let accepted = 0;
    remote.peer.on('getaddr').subscribe(() => {
      for (let n = 0; n < 1000; n++) {
        const before = remote.peer.stats().queuedBytes;
        void remote.peer.send(pong(BigInt(n)));
        if (remote.peer.stats().queuedBytes > before) accepted += 1;
      }
    });
    remote.sendToPeer({ command: 'getaddr' });
    expect(accepted).toBe(16);
    expect(reasonNames(remote.reasons)).toEqual(['TransportError SEND_QUEUE_FULL']);
  });
});

describe('two peers that each send more than a quarter of the budget at once', () => {
  it('both pause reading, and both receive everything', () => {
    const time = new VirtualTime();
    const ends = memoryDuplexes({ highWaterMarkBytes: 1000, scheduler: time, carry: () => delay(5, time) });
    const received: number[] = [0, 0];
    const paused = [false, false];
    const peers = [ends.outbound, ends.inbound].map((duplex, i) => {
      const peer = createPeer(duplex, {
        network: bitcoin.regtest,
        identity: createIdentity(),
        scheduler: time,
        sendBudgetBytes: 100_000,
        conversations: [],
      });
      peer.on('unknown').subscribe(() => (received[i]! += 1));
      return closedAfterwards(peer);
    });
    for (const peer of peers) peer.start();
    time.advance(100);
    const bulk = (n: number): Message => sized(n, 1000);
    for (let n = 0; n < 50; n++) {
      for (const peer of peers) void peer.send(bulk(n));
      peers.forEach((peer, i) => (paused[i] ||= peer.stats().isPaused));
    }
    expect(paused).toEqual([true, true]);
    time.advance(3 * MAX_PAUSE_WITHOUT_PROGRESS_MS);
    expect(received).toEqual([50, 50]);
    expect(peers.map((peer) => peer.stats().queuedBytes)).toEqual([0, 0]);
  });
});
