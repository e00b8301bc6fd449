import { describe, expect, it } from '@jest/globals';
import { toHex, type Message } from '../../lib/index.js';
import { readyRemote } from '../helpers/rawRemote.js';
import { bytesOf, concatBytes } from '../helpers/samples.js';

const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });

describe('bytes$ of received bytes', () => {
  it.each([1, 23, 24, 31, 32, 33, 40, 64, 100, 1000])(
    'emits every byte of the stream once, in chunks of %p bytes',
    (length) => {
      const { peer, write } = readyRemote({ conversations: [] });
      const received: Uint8Array[] = [];
      peer.bytes$.subscribe(({ direction, bytes }) => {
        if (direction === 'received') received.push(bytes);
      });
      const stream = bytesOf([ping(1n), { command: 'getaddr' }, ping(2n), ping(3n), { command: 'mempool' }, ping(4n)]);
      for (let at = 0; at < stream.length; at += length) write(stream.subarray(at, at + length));
      expect(toHex(concatBytes(received))).toBe(toHex(stream));
    },
  );

  it('emits the last bytes of a message before the message', () => {
    const { peer, write } = readyRemote({ conversations: [] });
    const order: (string | number)[] = [];
    peer.bytes$.subscribe(({ direction, bytes }) => direction === 'received' && order.push(bytes.length));
    peer.messages$.subscribe(({ command }) => order.push(command));
    const stream = bytesOf([ping(1n), { command: 'getaddr' }, ping(2n)]);
    write(stream.subarray(0, 40));
    write(stream.subarray(40));
    expect(order).toEqual([32, 'ping', 8, 16, 'getaddr', 32, 'ping']);
  });
});
