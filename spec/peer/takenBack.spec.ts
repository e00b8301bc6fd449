import { getEventListeners } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../lib/index.js';
import { rawRemote, readyRemote, type RawRemote } from '../helpers/rawRemote.js';
import { versionMessage } from '../helpers/samples.js';

const PING: Message = { command: 'ping', nonce: 1n };
const GETADDR: Message = { command: 'getaddr' };
/** More than the transport accepts while the remote does not read. */
const LARGE: Message = { command: 'unknown', name: 'large', payload: new Uint8Array(200_000) };

/** A peer whose transport is full: everything else that it sends must wait. */
function fullRemote(): RawRemote {
  const remote = readyRemote({ conversations: [] });
  remote.duplex.pause();
  void remote.peer.send(LARGE);
  void remote.peer.send(LARGE);
  return remote;
}

describe('a queued message whose signal aborts', () => {
  it.each([
    ['a control message', PING],
    ['another message', GETADDR],
  ])('leaves the queue of a full transport: %s', async (_, message) => {
    const { peer, duplex, received } = fullRemote();
    const before = [peer.stats().queuedMessages, peer.stats().queuedBytes];
    const controller = new AbortController();
    const result = peer.send(message, { signal: controller.signal });
    expect(peer.stats().queuedMessages).toBe(before[0]! + 1);
    controller.abort();
    expect(await result).toBe(false);
    expect([peer.stats().queuedMessages, peer.stats().queuedBytes]).toEqual(before);
    duplex.resume();
    expect(received.map(({ command }) => command)).toEqual(['unknown', 'unknown']);
  });

  it.each([
    ['a control message', PING],
    ['another message', GETADDR],
  ])('is not sent after the handshake: %s', async (_, message) => {
    const { peer, received, sendToPeer } = rawRemote({ conversations: [] });
    const controller = new AbortController();
    const result = peer.send(message, { signal: controller.signal });
    controller.abort();
    expect(await result).toBe(false);
    expect(peer.stats().queuedMessages).toBe(0);
    sendToPeer(versionMessage(), { command: 'verack' });
    expect(received.map(({ command }) => command)).not.toContain(message.command);
  });
});

describe('the signal of send()', () => {
  const listeners = (controller: AbortController): number => getEventListeners(controller.signal, 'abort').length;

  it('has no listener once the message is sent', async () => {
    const { peer } = readyRemote();
    const controller = new AbortController();
    for (let i = 0; i < 20; i++) expect(await peer.send(PING, { signal: controller.signal })).toBe(true);
    expect(listeners(controller)).toBe(0);
  });

  it('has no listener once the message is dropped', async () => {
    const { peer } = fullRemote();
    const controller = new AbortController();
    const results = [PING, GETADDR].map((message) => peer.send(message, { signal: controller.signal }));
    expect(listeners(controller)).toBe(2);
    peer.close();
    expect(await Promise.all(results)).toEqual([false, false]);
    expect(listeners(controller)).toBe(0);
  });

  it('has no listener once the message is refused by the budget', async () => {
    const { peer } = readyRemote({ conversations: [], sendBudgetBytes: 300_000 });
    const controller = new AbortController();
    const results = [LARGE, LARGE, LARGE].map((message) => peer.send(message, { signal: controller.signal }));
    peer.close();
    await Promise.all(results);
    expect(listeners(controller)).toBe(0);
  });
});
