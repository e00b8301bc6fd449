import { describe, expect, it } from '@jest/globals';
import { bitcoin, defineConversation, encodeFrame, type Message } from '../../lib/index.js';
import { ping } from '../helpers/peer/messages.js';
import { readyRemote } from '../helpers/rawRemote.js';
import { hash } from '../helpers/samples.js';

const inv: Message = { command: 'inv', items: [{ type: 1, hash: hash(1) }] };

describe('a listener added while a message is delivered', () => {
  // A conversation receives a message before subscribers do, so it is the first that can add a listener.
  const joined = (join: (peer: ReturnType<typeof readyRemote>['peer']) => void) => {
    let hasJoined = false;
    const remote = readyRemote({
      conversations: [
        defineConversation(() => ({
          commands: new Set(['ping']),
          received() {
            if (!hasJoined) join(remote.peer);
            hasJoined = true;
          },
        })),
      ],
    });
    return remote;
  };

  it.each([
    ['without an earlier listener', false],
    ['with an earlier listener', true],
  ])('starts with the next message, %s', (_, isListenedTo) => {
    const seen: [string, bigint | undefined][] = [];
    const { peer, sendToPeer } = joined((each) => {
      each.on('ping').subscribe(({ nonce }) => seen.push(['on', nonce]));
      each.messages$.subscribe((message) => message.command === 'ping' && seen.push(['messages$', message.nonce]));
      each
        .consume('ping', ({ nonce }) => {
          seen.push(['consume', nonce]);
          return [];
        })
        .subscribe();
    });
    if (isListenedTo) peer.on('ping').subscribe();
    sendToPeer(ping(1n), ping(2n), ping(3n));
    for (const stream of ['on', 'messages$', 'consume']) {
      expect(seen.filter(([name]) => name === stream)).toEqual([2n, 3n].map((nonce) => [stream, nonce]));
    }
  });
});

describe('a message without a listener', () => {
  it('is validated', () => {
    const { faults, write, peer } = readyRemote({ conversations: [], onMalformed: 'drop' });
    // Declares two items, and contains the bytes of one.
    write(encodeFrame(bitcoin.regtest, 'inv', Uint8Array.from([2, ...new Uint8Array(36)])));
    expect(faults.map(({ code }) => code)).toEqual(['SHORT_PAYLOAD']);
    expect(peer.stats().received.byCommand['inv']).toMatchObject({ messages: 1 });
  });

  it('is decoded when the decode method of its traffic$ event is called, also later', () => {
    const { peer, sendToPeer } = readyRemote({ conversations: [] });
    const traffic: { message(): Message | undefined }[] = [];
    peer.traffic$.subscribe((each) => traffic.push(each));
    sendToPeer(inv, ping(1n));
    const [first] = traffic;
    expect(first!.message()).toEqual(inv);
    expect(first!.message()).toBe(first!.message());
  });
});
