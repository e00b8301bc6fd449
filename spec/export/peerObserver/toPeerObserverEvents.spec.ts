import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import protobuf from 'protobufjs';
import { RemoteProtocolError, TransportError } from '../../../lib/base/errors.js';
import { textOfBytes } from '../../../lib/codec/text.js';
import { archiveHeader, event, type EventValue } from '../../../lib/export/peerObserver/schema/event.js';
import { decodeValue, encodeValue, type MessageLayout } from '../../../lib/export/peerObserver/schema/layout.js';
import { bytesOfHash, txid, wtxid, type Message } from '../../../lib/index.js';
import { bitcoinMessages, lbryMessages } from '../../helpers/wire/arbitraries.js';
import { decodeFixture, fixtures } from '../../helpers/wire/fixtures.js';
import { AT_MS, encoded, exportedMessage, exportedPeer } from '../../helpers/export/exportedEvents.js';
import { block } from '../../helpers/peer/messages.js';
import { versionMessage } from '../../helpers/samples.js';

const MAX_ITEMS = 1 << 18;
const proto = readFileSync(new URL('../../../lib/export/peerObserver/peerObserver.proto', import.meta.url), 'utf8');
const { root } = protobuf.parse(proto);
root.resolveAll();

const decode = (payload: Uint8Array): EventValue => decodeValue(event, payload, MAX_ITEMS);
const messageOf = (payload: Uint8Array) => decode(payload).ebpfExtractor!.message!;
const connectionOf = (payload: Uint8Array) => decode(payload).ebpfExtractor!.connection!;

/** The event by the reflection of protobufjs, which knows only the .proto file. */
function reflected(payload: Uint8Array): Record<string, unknown> {
  const type = root.lookupType('rxpeer.peer_observer.Event');
  const decoded = type.decode(payload);
  expect(type.verify(decoded)).toBe(null);
  return type.toObject(decoded, { longs: String, bytes: Array, arrays: true });
}

/** Our value in the form of `reflected`. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Uint8Array) return Array.from(value);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

describe('the layouts of peer-observer', () => {
  it('are those of peerObserver.proto', () => {
    const seen = new Set<string>();
    check(event);
    check(archiveHeader);
    expect(seen.size).toBe(
      root.lookup('rxpeer.peer_observer', [protobuf.Namespace]) === null ? -1 : typeNames().length,
    );

    function check({ fields, name }: MessageLayout): void {
      if (seen.has(name)) return;
      seen.add(name);
      const type = root.lookupType(`rxpeer.peer_observer.${name}`);
      const expected = Object.fromEntries(
        type.fieldsArray.map((field) => {
          const resolved = field.resolvedType instanceof protobuf.Enum ? 'uint32' : field.type;
          const rule = field.repeated ? 'repeated' : field.required ? 'required' : 'optional';
          return [field.name, { number: field.id, type: resolved, rule }];
        }),
      );
      const actual = Object.fromEntries(
        Object.entries(fields).map(([key, { number, rule, type: each }]) => [
          key,
          { number, type: typeof each === 'object' ? each.name : each, rule },
        ]),
      );
      expect({ name, fields: actual }).toEqual({ name, fields: expected });
      for (const { type: each } of Object.values(fields)) if (typeof each === 'object') check(each);
    }
  });

  function typeNames(): string[] {
    const namespace = root.lookup('rxpeer.peer_observer') as protobuf.Namespace;
    return namespace.nestedArray.filter((each) => each instanceof protobuf.Type).map(({ name }) => name);
  }

  it('decode what they encode, for 64-bit numbers at their bounds', () => {
    for (const timestamp of [0n, 1n, 2n ** 32n, 2n ** 63n, 2n ** 64n - 1n]) {
      const value = { timestamp, p2pExtractor: { feefilterAnnouncement: -timestamp / 2n } };
      expect(decode(encodeValue(event, value))).toEqual(value);
    }
  });

  it.each<[string, number[]]>([
    ['a field that is longer than the message', [0x80, 0x01, 0x0a, 0x7f, 0x00]],
    ['a message that is longer than its parent', [0x0a, 0x04, 0x0a, 0x7f, 0x00, 0x00, 0x50, 0x01]],
    ['no required field', []],
    ['an unknown wire type', [0x57, 0x01]],
    ['10,000 groups within groups', new Array<number>(10_000).fill(0x63)],
    ['a varint without an end', [0x50, ...new Array<number>(12).fill(0xff)]],
  ])('refuse %s', (_, bytes) => {
    expect(() => decode(Uint8Array.from(bytes))).toThrow(expect.objectContaining({ name: 'ProtobufError' }));
  });

  it('bound the number of items exactly', () => {
    const value: EventValue = {
      p2pExtractor: { inventoryAnnouncement: { inventory: [{ error: true }, { error: true }] } },
      timestamp: 1n,
    };
    const bytes = encodeValue(event, value);
    // P2p, InventoryAnnouncement, and two items, each of which is a message, too.
    expect(decodeValue(event, bytes, 6)).toEqual(value);
    expect(() => decodeValue(event, bytes, 5)).toThrow(expect.objectContaining({ isTooLarge: true }));
  });

  it('accept packed lists of numbers, and skip unknown fields', () => {
    const packed = Uint8Array.from([
      ...[0x0a, 0x2c + 6 + 2, 0x0a, 0x2a + 6 + 2],
      // meta: required fields
      ...[0x0a, 0x0c, 0x08, 1, 0x12, 0, 0x18, 0, 0x22, 0, 0x28, 0, 0x30, 0],
      // getblocktxn, whose indexes are packed, and an unknown field 200
      ...[0x9a, 0x01, 0x26, 0x0a, 0x20, ...new Array<number>(32).fill(9), 0x12, 0x02, 5, 6],
      ...[0xc0, 0x0c, 1],
    ]);
    packed[1] = packed.length - 2;
    packed[3] = packed.length - 4;
    const bytes = Uint8Array.from([...packed, 0x50, 1]);
    expect(messageOf(bytes).getblocktxn!.txIndexes).toEqual([5n, 6n]);
  });
});

describe('toPeerObserverEvents', () => {
  it('encodes the fixtures of every message as protobufjs and our layouts decode them', () => {
    const kinds = new Set<string>();
    for (const fixture of fixtures) {
      const { command, payload } = fixture;
      const { faults, items } = encoded([exportedMessage(decodeFixture(fixture), { command, payload })], {
        maxEventBytes: 2 ** 30,
      });
      expect(faults).toEqual([]);
      expect(items.map(({ subject }) => subject)).toEqual(['netmsg']);
      const value = decode(items[0]!.payload);
      expect(plain(value)).toEqual(reflected(items[0]!.payload));
      expect(value.timestamp).toBe(1_700_000_000_123n);
      const { meta, ...fields } = value.ebpfExtractor!.message!;
      expect(meta).toEqual({
        ...{ peerId: 7n, addr: '20.0.0.1:8333', connType: 2, command, inbound: true },
        size: BigInt(payload.length),
      });
      expect(Object.keys(fields)).toHaveLength(1);
      kinds.add(Object.keys(fields)[0]!);
    }
    expect(kinds.size).toBeGreaterThan(25);
  });

  it('encodes any message of Bitcoin and LBRY, without a fault', () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
    process.stderr.write(`toPeerObserverEvents: seed ${seed}\n`);
    const any = fc.oneof(...Object.values(bitcoinMessages()), ...Object.values<fc.Arbitrary<unknown>>(lbryMessages()));
    fc.assert(
      fc.property(any, (message) => {
        const { faults, items } = encoded([exportedMessage(message as Message)], { maxEventBytes: 2 ** 30 });
        expect(faults).toEqual([]);
        const { payload } = items[0]!;
        expect(plain(decode(payload))).toEqual(reflected(payload));
      }),
      { seed, numRuns: 400 },
    );
  });

  it('has the ids of a transaction in wire order, and its bytes', () => {
    const fixture = fixtures.find(({ command, network }) => command === 'tx' && network.name.startsWith('bitcoin'))!;
    const message = decodeFixture(fixture);
    if (message.command !== 'tx') throw new Error('not a tx');
    const { items } = encoded([exportedMessage(message, fixture)]);
    const ids = { txid: bytesOfHash(txid(message.transaction)), wtxid: bytesOfHash(wtxid(message.transaction)) };
    expect(messageOf(items[0]!.payload).tx!.tx).toEqual({ ...ids, raw: fixture.payload });
    const { items: short } = encoded([exportedMessage(message, fixture)], { rawTransactions: false });
    expect(messageOf(short[0]!.payload).tx!.tx).toEqual(ids);
  });

  it('replaces bytes of a user agent that are not UTF-8, and keeps control characters', () => {
    const userAgent = textOfBytes(Uint8Array.of(0x2f, 0xff, 0x00, 0x1b, 0x5b, 0xc3));
    const { items } = encoded([exportedMessage(versionMessage({ userAgent, nonce: 2n ** 64n - 1n, version: -1 }))]);
    expect(messageOf(items[0]!.payload).version).toMatchObject({
      ...{ userAgent: '/\ufffd\0\u001b[\ufffd', nonce: 2n ** 64n - 1n, version: 0xffff_ffff },
    });
  });

  it('encodes what has no message of its own as unknown, with its payload', () => {
    const { command, addrRecv, services, timestamp, version } = versionMessage();
    const short = { command, addrRecv, services, timestamp, version };
    const payload = Uint8Array.of(1, 2, 3);
    const cases: [Message | undefined, string][] = [
      [undefined, 'inv'],
      [short, 'version'],
      [{ command: 'unknown', name: 'xyz', payload }, 'xyz'],
      [{ command: 'sendtxrcncl', version: 1, salt: 5n }, 'sendtxrcncl'],
      [{ command: 'reject', message: 'tx', code: 0x99, reason: '' }, 'reject'],
      [{ command: 'filterload', filter: payload, hashFunctions: 1, tweak: 1, flags: 3 }, 'filterload'],
    ];
    for (const [message, name] of cases) {
      const { faults, items } = encoded([exportedMessage(message, { command: name, payload })]);
      expect(faults).toEqual([]);
      expect(messageOf(items[0]!.payload)).toMatchObject({
        ...{ meta: { command: name }, unknown: { command: name, payload } },
      });
    }
  });

  it('encodes 1,000 unknown commands, each with its own name', () => {
    const events = Array.from({ length: 1000 }, (_, i) => {
      const payload = Uint8Array.of(i & 255);
      return exportedMessage({ command: 'unknown', name: `x${i}`, payload }, { command: `x${i}`, payload });
    });
    const { items } = encoded(events);
    expect(new Set(items.map(({ payload }) => messageOf(payload).unknown!.command)).size).toBe(1000);
  });

  it('leaves out the bytes of transactions if the event would be too large, then drops and reports it', () => {
    const message: Message = { command: 'block', block: block(1) };
    const one = exportedMessage(message, { payload: new Uint8Array(10) });
    const full = encoded([one]).items[0]!.payload;
    const short = encoded([one], { rawTransactions: false }).items[0]!.payload;
    expect(short.length).toBeLessThan(full.length);
    expect(messageOf(full).block!.transactions[0]!.raw).toBeDefined();
    expect(encoded([one], { maxEventBytes: full.length }).items[0]!.payload).toEqual(full);
    expect(encoded([one], { maxEventBytes: full.length - 1 }).items[0]!.payload).toEqual(short);
    expect(encoded([one], { maxEventBytes: short.length }).items[0]!.payload).toEqual(short);
    const { faults, items } = encoded([one, one], { maxEventBytes: short.length - 1 });
    expect(items).toEqual([]);
    expect(faults).toEqual([
      { code: 'LIMIT_EXCEEDED', message: expect.stringMatching(/^event of a block of \d+ bytes, at most \d+ allowed/) },
      expect.anything(),
    ]);
  });

  it('reports an event that cannot be encoded, and continues', () => {
    const broken: Message = { command: 'inv', items: [{ type: 1, hash: 'no hash' }] };
    const { faults, items } = encoded([exportedMessage(broken), exportedMessage({ command: 'verack' })]);
    expect(faults).toEqual([{ code: 'INVALID_VALUE', message: expect.stringContaining('64 lower-case hex digits') }]);
    expect(items).toHaveLength(1);
  });

  it('counts the connections of the same direction, and reports the end', () => {
    const one = exportedPeer({ id: 1 });
    const two = exportedPeer({ id: 2, address: '[2001:4860::1]:8333', local: versionMessage({ relay: false }) });
    const three = exportedPeer({ id: 3, direction: 'inbound', address: '127.0.0.1:5000' });
    const { items } = encoded([
      ...[one, two, three].map((peer) => ({ kind: 'joined', atMs: AT_MS, peer }) as const),
      { kind: 'left', atMs: AT_MS, peer: one, reason: { by: 'remote' } },
      { kind: 'joined', atMs: AT_MS, peer: one },
    ]);
    expect(new Set(items.map(({ subject }) => subject))).toEqual(new Set(['netconn']));
    const conn = { peerId: 1n, addr: '20.0.0.1:8333', connType: 2, network: 1 };
    expect(items.map(({ payload }) => connectionOf(payload))).toEqual([
      { outbound: { conn, existingConnections: 0n } },
      {
        outbound: {
          conn: { peerId: 2n, addr: '[2001:4860::1]:8333', connType: 3, network: 2 },
          existingConnections: 1n,
        },
      },
      { inbound: { conn: { peerId: 3n, addr: '127.0.0.1:5000', connType: 1, network: 0 }, existingConnections: 0n } },
      { closed: { conn, timeEstablished: 1_699_999_000n } },
      { outbound: { conn, existingConnections: 1n } },
    ]);
  });

  it('reports misbehaviour before the end, and no other fault', () => {
    const peer = exportedPeer();
    const error = new RemoteProtocolError('TOO_MANY_ITEMS', '50001 items');
    const { items } = encoded([
      { kind: 'fault', atMs: AT_MS, peer, error },
      { kind: 'failed', atMs: AT_MS, address: 'h:1', direction: 'outbound', error: new TransportError('ENDED', 'x') },
      { kind: 'left', atMs: AT_MS, peer, reason: { by: 'fault', error, misbehaviour: true } },
      { kind: 'left', atMs: AT_MS, peer, reason: { by: 'fault', error } },
    ]);
    expect(items.map(({ payload }) => Object.keys(connectionOf(payload))[0])).toEqual([
      'misbehaving',
      'closed',
      'closed',
    ]);
    expect(connectionOf(items[0]!.payload)).toEqual({ misbehaving: { id: 7n, message: '50001 items' } });
  });

  it('emits ping durations in nanoseconds, only if they are asked for', () => {
    const roundTrip = { nonce: 1n, sentAtMs: AT_MS, roundTripMs: 1.5 };
    const ping = { kind: 'ping', atMs: AT_MS, peer: exportedPeer(), roundTrip } as const;
    expect(encoded([ping]).items).toEqual([]);
    const { items } = encoded([ping], { pingDurations: true });
    expect(items[0]!.subject).toBe('p2p-extractor');
    expect(decode(items[0]!.payload).p2pExtractor).toEqual({ pingDuration: { duration: 1_500_000n } });
  });

  it('has the subjects of a host, with dots percent-encoded', () => {
    const { items } = encoded(
      [exportedMessage({ command: 'verack' }), { kind: 'joined', atMs: AT_MS, peer: exportedPeer() }],
      { host: { instance: 'prod', node: 'a.b é' } },
    );
    expect(items.map(({ subject }) => subject)).toEqual([
      'peer-observer.prod.a%2Eb%20%C3%A9.ebpf.messages',
      'peer-observer.prod.a%2Eb%20%C3%A9.ebpf.connections',
    ]);
  });

  it('names an option that is out of range', () => {
    expect(() => encoded([], { maxEventBytes: 0 })).toThrow(/maxEventBytes/);
  });
});
