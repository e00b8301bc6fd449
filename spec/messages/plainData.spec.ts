import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { FrameDecoder } from '../../lib/frame/frameDecoder.js';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import type { Network } from '../../lib/networks/network.js';
import { decodeMessage, encodeMessage } from '../../lib/wire/message.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { bitcoinMessages, lbryMessages } from '../helpers/wire/arbitraries.js';
import { bytesWithin } from '../helpers/wire/bytes.js';

describe.each<[string, Network, Record<string, Arbitrary<Message>>]>([
  ['Bitcoin', bitcoin.regtest, bitcoinMessages()],
  ['LBRY', lbry.regtest, lbryMessages()],
])('a decoded message of %s', (_, network, messages) => {
  it.each(Object.keys(messages))('%s is plain data: no getter, the same text as a literal', (command) => {
    const deep = { depth: Infinity, maxArrayLength: Infinity };
    fc.assert(
      fc.property(messages[command]!, (message) => {
        const decoded = decodeMessage(encodeMessage(message, { network }), { network });
        for (const [name, descriptor] of descriptorsWithin(decoded)) {
          if (descriptor.get !== undefined || descriptor.set !== undefined) throw new Error(`${name} is an accessor`);
        }
        expect(sorted(inspect(decoded, deep))).toBe(sorted(inspect(message, deep)));
        expect(structuredClone(decoded)).toStrictEqual(message);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the text of console.log', () => {
  const items = Array.from({ length: 20 }, (_, i) => ({ type: 1, hash: i.toString(16).padStart(64, '0') }));

  it('shows the fields of a decoded message', () => {
    const network = bitcoin.regtest;
    const message = decodeMessage(encodeMessage({ command: 'inv', items }, { network }), { network });
    expect(inspect(message)).toBe(inspect({ command: 'inv', items }));
    expect(inspect(message)).toContain(items[0]!.hash);
  });
});

describe('the bytes of a decoded message', () => {
  it('are copies: it does not change with the chunk', () => {
    const network = bitcoin.regtest;
    fc.assert(
      fc.property(fc.oneof(...Object.values(bitcoinMessages())), (message) => {
        const chunk = encodeMessage(message, { network });
        const decoder = new FrameDecoder(network);
        decoder.push(chunk);
        const decoded = decodeFrame(decoder.next()!, { network });
        for (const bytes of bytesWithin(decoded)) {
          if (bytes.length > 0) expect(bytes.buffer).not.toBe(chunk.buffer);
        }
        chunk.fill(0);
        expect(decoded).toStrictEqual(message);
      }),
      { numRuns: 300 },
    );
  });
});

function* descriptorsWithin(value: unknown): Generator<[string, PropertyDescriptor]> {
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return;
  for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    yield [name, descriptor];
    yield* descriptorsWithin(descriptor.value);
  }
}

/** The lines of a text in order, since the order of fields may differ. */
function sorted(text: string): string {
  return text
    .replace(/[[\]{}, ]+/g, '\n')
    .split('\n')
    .filter(Boolean)
    .sort()
    .join('\n');
}
