import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import type { StructCodec } from '../../lib/codec/combinators.js';
import { isOwn } from '../../lib/codec/ownBytes.js';
import { Reader } from '../../lib/codec/reader.js';
import { RemoteProtocolError } from '../../lib/base/errors.js';
import { FrameDecoder, type Frame } from '../../lib/frame/frameDecoder.js';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import type { Network } from '../../lib/networks/network.js';
import { encodeMessage } from '../../lib/wire/message.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { bitcoinMessages, lbryMessages } from '../helpers/wire/arbitraries.js';
import { plainLayouts } from '../helpers/wire/plainLayouts.js';

const NETWORKS: [Network, Record<string, Arbitrary<Message>>][] = [
  [bitcoin.regtest, bitcoinMessages()],
  [lbry.regtest, lbryMessages()],
];
const FIELDS: Record<string, string> = {
  inv: 'items',
  getdata: 'items',
  notfound: 'items',
  headers: 'headers',
  addr: 'addresses',
  addrv2: 'addresses',
  tx: 'transaction',
  block: 'block',
};
const HOT = Object.keys(FIELDS);

/** What a layout makes of a payload: the value and what is left of the bytes, or the error's code, path and text. */
function outcome(layout: StructCodec<object>, payload: Uint8Array, protocolVersion: number): unknown {
  const reader = new Reader(payload, protocolVersion);
  try {
    const value = layout.readInto(reader, {});
    return { value: { ...value }, keys: Object.keys(value), left: reader.remaining };
  } catch (error) {
    if (!(error instanceof RemoteProtocolError)) throw error;
    return { code: error.code, path: error.path, message: error.message };
  }
}

/** A payload with a few bytes changed, cut off or put behind it. */
function tampered(payload: Uint8Array, changes: readonly [number, number][], cut: number): Uint8Array {
  const bytes = Uint8Array.from([...payload, 1, 2, 3]);
  for (const [at, value] of changes) bytes[at % bytes.length] = value;
  return bytes.subarray(0, Math.max(bytes.length - cut, 0));
}

describe.each(NETWORKS)('a message that is read at first sight (%#)', (network, messages) => {
  const plain = plainLayouts(network);
  const changes = fc.array(
    fc.tuple(fc.nat(400), fc.oneof(fc.constantFrom(0, 1, 2, 0xfc, 0xfd, 0xfe, 0xff), fc.nat(255))),
    { maxLength: 3 },
  );

  it.each(HOT)('%s is what the plain layout makes of it, and errs as that does', (command) => {
    const layout = network.messages.get(command)!.body;
    const versions = fc.constantFrom(70_016, 31_402, 31_401, 209);
    fc.assert(
      fc.property(messages[command]!, changes, fc.nat(12), versions, (message, edits, cut, version) => {
        const payload = encodeMessage(message, { network, protocolVersion: version }).subarray(24);
        for (const bytes of [payload, tampered(payload, edits, cut)]) {
          expect(outcome(layout, bytes, version)).toStrictEqual(outcome(plain.get(command)!, bytes, version));
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('a field that is made when it is looked at', () => {
  const items = Array.from({ length: 20 }, (_, i) => ({ type: 1, hash: i.toString(16).padStart(64, '0') }));
  const expected = { command: 'inv', items };

  function fresh(): Message {
    const payload = encodeMessage({ command: 'inv', items }, { network: bitcoin.regtest }).subarray(24);
    // What all others were read of is made at once, but for one in 32.
    for (let i = 0; i < 32; i++) {
      const message = decodeFrame({ command: 'inv', payload }, { network: bitcoin.regtest });
      if (isPutOff(message)) return message;
    }
    throw new Error('none was put off');
  }

  function isPutOff(message: Message): boolean {
    return Object.getOwnPropertyDescriptor(message, 'items')!.get !== undefined;
  }

  it('is made at once where all are read as they come, and put off again where they are not', () => {
    for (let i = 0; i < 100; i++) expect(fresh()).toStrictEqual(expected);
    const payload = encodeMessage({ command: 'inv', items }, { network: bitcoin.regtest }).subarray(24);
    const next = (): Message => decodeFrame({ command: 'inv', payload }, { network: bitcoin.regtest });
    const read = Array.from({ length: 200 }, () => {
      const message = next();
      const wasPutOff = isPutOff(message);
      expect(message).toStrictEqual(expected);
      return wasPutOff;
    });
    expect(read.filter(Boolean).length).toBeLessThan(10);
    const unread = Array.from({ length: 200 }, next);
    expect(unread.slice(64).every(isPutOff)).toBe(true);
    expect(unread[0]).toStrictEqual(expected);
  });

  it('is a getter of its own before, and a plain value after', () => {
    const message = fresh();
    expect(Object.keys(message)).toEqual(['command', 'items']);
    expect(Object.getOwnPropertyDescriptor(message, 'items')).not.toHaveProperty('value');
    const { items: first } = message as { items?: unknown };
    expect(Object.getOwnPropertyDescriptor(message, 'items')).toEqual({
      value: items,
      configurable: true,
      enumerable: true,
      writable: true,
    });
    expect((message as { items?: unknown }).items).toBe(first);
  });

  it.each<[string, (message: Message) => unknown]>([
    ['by itself', (message) => message],
    ['spread', (message) => ({ ...message })],
    ['assigned', (message) => Object.assign({}, message)],
    ['cloned', (message) => structuredClone(message)],
    ['as JSON', (message) => JSON.parse(JSON.stringify(message)) as unknown],
    ['by its entries', (message) => Object.fromEntries(Object.entries(message))],
    ['frozen', (message) => Object.freeze(message)],
    ['sealed', (message) => Object.seal(message)],
    ['closed to new fields', (message) => Object.preventExtensions(message)],
  ])('is the same %s', (_, look) => {
    expect(look(fresh())).toStrictEqual(expected);
    expect(expected).toStrictEqual(look(fresh()));
  });

  it('is one and the same of a frozen message, too', () => {
    const message = Object.freeze(fresh()) as { items?: unknown };
    expect(message.items).toBe(message.items);
  });

  it('is the same of a message that was given a field before', () => {
    const message = Object.assign(fresh(), { seen: 1 });
    expect(message).toStrictEqual({ ...expected, seen: 1 });
    expect(message).toStrictEqual({ ...expected, seen: 1 });
  });

  it('can be assigned to', () => {
    const message = fresh() as { items: unknown };
    message.items = [];
    expect(message).toStrictEqual({ command: 'inv', items: [] });
  });

  it('cannot be assigned to of a frozen message', () => {
    const message = Object.freeze(fresh()) as { items: unknown };
    message.items = [];
    expect(message).toStrictEqual(expected);
  });

  it('does not change with the chunks from which it was gathered', () => {
    const many = Array.from({ length: 200 }, (_, i) => items[i % items.length]!);
    const frame = encodeMessage({ command: 'inv', items: many }, { network: bitcoin.regtest });
    const decoder = new FrameDecoder(bitcoin.regtest);
    const chunk = new Uint8Array(500);
    let gathered: Frame | undefined;
    for (let at = 0; at < frame.length; at += chunk.length) {
      const part = frame.subarray(at, at + chunk.length);
      chunk.set(part);
      decoder.push(chunk.subarray(0, part.length));
      gathered = decoder.next();
      chunk.fill(0);
    }
    expect(isOwn(gathered!.payload)).toBe(true);
    expect(decodeFrame(gathered!, { network: bitcoin.regtest })).toStrictEqual({ command: 'inv', items: many });
  });

  it('does not change with the bytes from which it came', () => {
    const payload = encodeMessage({ command: 'inv', items }, { network: bitcoin.regtest }).subarray(24);
    const chunk = new Uint8Array(65_536);
    chunk.set(payload, 100);
    const window = chunk.subarray(100, 100 + payload.length);
    const message = decodeFrame({ command: 'inv', payload: window }, { network: bitcoin.regtest });
    chunk.fill(0);
    expect(message).toStrictEqual(expected);
  });
});
