import { describe, expect, it } from '@jest/globals';
import { createSeededRandom } from '../../../lib/collections/seededRandom.js';
import { JsonFields } from '../../../lib/export/nats/records/jsonFields.js';
import { formatRecordEvent, parseRecordEvent, type RecordEvent } from '../../../lib/export/nats/records/recordEvent.js';
import { RecordList } from '../../../lib/export/nats/records/recordReader.js';
import { encodeEvent } from '../../../lib/export/nats/records/recordWriter.js';
import {
  bitcoin,
  LocalProtocolError,
  PeerTimeoutError,
  RemoteProtocolError,
  TransportError,
  type Exchange,
  type PeerStats,
  type VersionMessage,
} from '../../../lib/index.js';
import { NatsError } from '../../../lib/nats.js';
import { encodeMessage, toHex } from '../../../lib/wire.js';
import { listOf, received, recordsOf, START_MS } from '../../helpers/nats/recordLists.js';

const network = bitcoin.regtest;

const version: VersionMessage = {
  command: 'version',
  version: 70016,
  services: 0x409n,
  timestamp: 1_700_000_000n,
  addrRecv: { services: 0n, ip: new Uint8Array(16).fill(1), port: 8333 },
  addrFrom: { services: 0n, ip: new Uint8Array(16), port: 0 },
  nonce: 0xffff_ffff_ffff_ffffn,
  userAgent: '/Satoshi:29.0.0/',
  startHeight: 800_000,
  relay: true,
};

const stats: PeerStats = {
  id: 3,
  address: '1.2.3.4:8333',
  direction: 'outbound',
  transport: { version: 2, sessionId: 'ab' },
  startedAtMs: START_MS,
  services: 0x409n,
  version: 70016,
  userAgent: '/odd\udc80/',
  startHeight: 5,
  protocolVersion: 70016,
  timeOffsetSeconds: -3,
  bestHeight: 800_000,
  received: {
    messages: 2,
    bytes: 90,
    lastMs: 4,
    lastCommand: 'ping',
    byCommand: { ping: { messages: 1, bytes: 32 }, unknown: { messages: 1, bytes: 58 } },
  },
  sent: { messages: 0, bytes: 0, byCommand: {} },
  roundTrip: { count: 1, lastMs: 2, minMs: 2, meanMs: 2, lastNonce: 7n, lastSentAtMs: START_MS },
  faults: 0,
  knownInventory: 1,
  waitingInventory: 0,
  droppedInventory: 0,
  queuedMessages: 0,
  queuedBytes: 0,
  unfinishedBytes: 0,
  isPaused: false,
};

const events: readonly RecordEvent[] = [
  { kind: 'joined', local: version, remote: { ...version, relay: false, userAgent: '/odd\udc80/' } },
  {
    kind: 'state',
    stats,
    features: {
      witness: true,
      addrV2: true,
      wtxidRelay: true,
      sendHeaders: false,
      relay: true,
      named: [],
      feeRate: 1000n,
      compactBlocks: { announce: true },
      reconciliation: { version: 1, salt: 5n },
    },
  },
  { kind: 'closed', reason: { by: 'remote' } },
  {
    kind: 'closed',
    reason: { by: 'fault', error: new RemoteProtocolError('WRONG_MAGIC', 'odd', 'a/b'), misbehaviour: true },
  },
  { kind: 'closed', reason: { by: 'fault', error: new PeerTimeoutError('IDLE_TIMEOUT', 'silent', 90_000) } },
  { kind: 'fault', error: new LocalProtocolError('CALLBACK_FAILED', 'a callback') },
  { kind: 'ping', roundTrip: { nonce: 1n, sentAtMs: START_MS, roundTripMs: 20.5 } },
  {
    kind: 'failed',
    failed: { address: 'a:1', direction: 'outbound', error: new TransportError('CONNECT_FAILED', 'no') },
  },
  {
    kind: 'heartbeat',
    heartbeat: {
      startedAtMs: START_MS,
      version: '0.2.0',
      droppedMessages: 4,
      pool: {
        inbound: 1,
        outbound: 2,
        connecting: 3,
        freshAddresses: 4,
        triedAddresses: 5,
        discouragedAddresses: 6,
        bannedAddresses: 7,
      },
    },
  },
  { kind: 'goodbye' },
];

const exchange: Exchange = {
  direction: 'sent',
  question: 'getdata',
  key: 'k',
  askedAtMs: START_MS,
  outcome: 'answered',
  item: { type: 2, hash: 'k' },
  announcedAtMs: START_MS - 1,
  tookMs: 3,
};

/** The JSON of an event, as it arrives. */
const jsonOf = (event: RecordEvent): object =>
  JSON.parse(new TextDecoder().decode(encodeEvent(formatRecordEvent(event, network) as object))) as object;

const parse = (json: unknown): RecordEvent => parseRecordEvent(new JsonFields(json), network);

/** True for what a reader reports as a fault: an error of this part, or of a codec. */
const isExpected = (error: unknown): boolean => error instanceof NatsError || error instanceof RemoteProtocolError;

/** Calls `read`; fails for an error of any other class. Returns the error. */
function errorOf(read: () => unknown, what: string): unknown {
  try {
    read();
    return undefined;
  } catch (error) {
    if (!isExpected(error)) throw new Error(`${what}: unexpected ${String(error)}`, { cause: error });
    return error;
  }
}

function readAll(bytes: Uint8Array): number {
  return new RecordList(bytes).readRecords({
    onMessage: () => undefined,
    onExchange: () => undefined,
    onEvent: (_, event) => void parse(event),
  });
}

const validList = listOf((writer) => {
  writer.addMessage(START_MS, received('ping', 8), true);
  writer.addMessage(START_MS + 1, received('inv', 37), true);
  writer.addMessage(START_MS + 1, { ...received('tx', 90), isRefused: true }, false);
  for (const event of events) writer.addEvent(START_MS + 2, encodeEvent(formatRecordEvent(event, network) as object));
  writer.addExchange(START_MS + 2, exchange);
  writer.addMessage(START_MS + 2, received('ping', 8), true);
});

describe('events of a record list', () => {
  it.each(events.map((event) => [event.kind, event] as const))('reads %s as it was written', (_, event) => {
    const read = parse(jsonOf(event));
    // Errors are compared with their own fields.
    expect(withErrors(read)).toEqual(withErrors(event));
  });

  it('reads a version of any remote as it was received', () => {
    const shortest: VersionMessage = {
      command: 'version',
      version: 60_000,
      services: 0n,
      timestamp: -1n,
      addrRecv: version.addrRecv,
    };
    const event: RecordEvent = { kind: 'joined', local: version, remote: shortest };
    expect(parse(jsonOf(event))).toEqual(event);
  });

  it('names the field that is missing or wrong', () => {
    expect(() => parse({ kind: 'ping', roundTrip: { nonce: '1', sentAtMs: 'x' } })).toThrow(
      /event\/roundTrip\/sentAtMs: number expected, got "x"/,
    );
    expect(() => parse({ kind: 'what' })).toThrow(/event\/kind: joined or/);
  });

  it.each([
    ['null', null],
    ['a number', 5],
    ['a text', 'goodbye'],
    ['an array', [{ kind: 'goodbye' }]],
    ['an empty object', {}],
    ['a kind of the prototype', { kind: 'constructor' }],
    ['a kind that is an object', { kind: { toString: 'goodbye' } }],
    ['a heartbeat without fields', { kind: 'heartbeat' }],
    [
      'a heartbeat whose fields are in its prototype',
      JSON.parse('{"kind":"heartbeat","heartbeat":{"__proto__":{"startedAtMs":1,"version":"1","droppedMessages":0}}}'),
    ],
    [
      'an infinite number',
      JSON.parse('{"kind":"heartbeat","heartbeat":{"startedAtMs":1e999,"version":"1","droppedMessages":0}}'),
    ],
    ['a time beyond that of a Date', { kind: 'ping', roundTrip: { nonce: '1', sentAtMs: 1e17, roundTripMs: 1 } }],
    ['a bigint with a sign', { kind: 'ping', roundTrip: { nonce: '-1', sentAtMs: 1, roundTripMs: 1 } }],
    [
      'a bigint above 64 bits',
      { kind: 'ping', roundTrip: { nonce: '18446744073709551616', sentAtMs: 1, roundTripMs: 1 } },
    ],
    ['a version that is no hex', { kind: 'joined', local: 'zz', remote: 'zz' }],
    ['a version of an odd number of digits', { kind: 'joined', local: 'abc', remote: 'abc' }],
    ['an empty version', { kind: 'joined', local: '', remote: '' }],
    [
      'a version of another network',
      { kind: 'joined', local: toHex(encodeMessage(version, { network: bitcoin.mainnet })), remote: '' },
    ],
    [
      'a version that is a verack',
      { kind: 'joined', local: toHex(encodeMessage({ command: 'verack' }, { network })), remote: '' },
    ],
    ['a huge text', { kind: 'failed', failed: { address: 'a'.repeat(20_001), direction: 'outbound', error: {} } }],
    [
      'an error with a code of the remote’s choice',
      { kind: 'fault', error: { name: 'TransportError', code: 'x y'.repeat(30), message: '', path: '' } },
    ],
  ])('refuses %s', (_, json) => {
    expect(errorOf(() => parse(json), 'parse')).toBeDefined();
  });

  it('shows a last command that the network does not have as unknown', () => {
    const text = JSON.stringify(jsonOf(events[1]!));
    const lastCommands = ['"pong"', '"mystery"', '"__proto__"'].map((command) => {
      const json = JSON.parse(text.replace('"lastCommand":"ping"', `"lastCommand":${command}`)) as object;
      return (parse(json) as { stats: PeerStats }).stats.received.lastCommand;
    });
    expect(lastCommands).toEqual(['pong', 'unknown', 'unknown']);
  });

  it('takes nothing from a key __proto__', () => {
    const counts = '{"messages":1,"bytes":1}';
    const text = JSON.stringify(jsonOf(events[1]!));
    const json = JSON.parse(
      text.replace('"byCommand":{', `"byCommand":{"__proto__":${counts},"constructor":${counts},`),
    ) as object;
    const read = parse(json) as { stats: PeerStats };
    expect(Object.keys(read.stats.received.byCommand)).toEqual(['ping', 'unknown']);
    expect(Object.getPrototypeOf(read.stats.received.byCommand)).toBe(Object.prototype);
    expect(({} as { messages?: number }).messages).toBeUndefined();
  });

  it('reads deep nesting without an overflow of the stack', () => {
    const depth = 1_000_000;
    const text = new TextEncoder().encode(`{"kind":"goodbye","x":${'['.repeat(depth)}${']'.repeat(depth)}}`);
    expect(readAll(listOf((writer) => writer.addEvent(START_MS, text)))).toBe(1);
    const nested = new TextEncoder().encode(`${'{"kind":'.repeat(depth)}1${'}'.repeat(depth)}`);
    expect(errorOf(() => readAll(listOf((writer) => writer.addEvent(START_MS, nested))), 'nested')).toBeInstanceOf(
      NatsError,
    );
  });
});

describe('a damaged record list', () => {
  it('is refused at every truncation that is not between two records', () => {
    let complete = 0;
    for (let length = 0; length < validList.length; length++) {
      const error = errorOf(() => readAll(validList.slice(0, length)), `${length} bytes`);
      if (error === undefined) complete += 1;
    }
    // After the header, and after each record but the last.
    expect(complete).toBe(events.length + 5);
  });

  it('errors only in the documented ways when a byte is changed', () => {
    let refused = 0;
    for (let i = 0; i < validList.length; i++) {
      for (const mask of [0xff, 0x01, 0x80]) {
        const bytes = validList.slice();
        bytes[i] = bytes[i]! ^ mask;
        if (errorOf(() => readAll(bytes), `byte ${i} ^ ${mask}`) !== undefined) refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(validList.length);
  });

  it('errors only in the documented ways for random changes', () => {
    const seed = Number(process.env.SEED ?? Date.now() % 1_000_000);
    const random = createSeededRandom(seed, 'record lists');
    for (let run = 0; run < 5000; run++) {
      let bytes = validList.slice();
      for (let change = random.below(8); change >= 0; change--) {
        const at = random.below(bytes.length);
        switch (random.below(4)) {
          case 0:
            bytes[at] = random.below(256);
            break;
          case 1:
            bytes = bytes.slice(0, at + 1);
            break;
          case 2:
            bytes.set(random.bytes(Math.min(8, bytes.length - at)), at);
            break;
          default:
            bytes.copyWithin(at, random.below(bytes.length));
        }
      }
      errorOf(() => readAll(bytes), `SEED=${seed}, run ${run}`);
      errorOf(() => readAll(random.bytes(random.below(200))), `SEED=${seed}, random bytes, run ${run}`);
    }
  });

  it.each(['askedAtMs', 'tookMs', 'announcedAtMs'] as const)(
    'is refused with an exchange whose %s is no time',
    (field) => {
      for (const value of [NaN, Infinity, -1e300, 1e16]) {
        const bytes = listOf((writer) => writer.addExchange(START_MS, { ...exchange, [field]: value }));
        expect(errorOf(() => readAll(bytes), 'read')).toMatchObject({ code: 'BAD_PAYLOAD' });
      }
    },
  );

  it('returns an exchange as it was written, without what is absent', () => {
    const short: Exchange = {
      direction: 'received',
      question: 'ping',
      key: '',
      askedAtMs: START_MS,
      outcome: 'unanswered',
    };
    for (const each of [exchange, short])
      expect(recordsOf(listOf((writer) => writer.addExchange(START_MS, each)))).toEqual([
        { atMs: START_MS, exchange: each },
      ]);
  });

  it.each([
    ['no bytes', new Uint8Array(0)],
    ['another version of the layout', Uint8Array.of(2, ...validList.subarray(1))],
    ['the transport 3', changed(30, 3)],
    ['a sequence that is no number', changed(17, 0x7f, 0xff)],
    ['a time that is no number', changed(25, 0x7f, 0xff)],
  ])('is refused with %s', (_, bytes) => {
    expect(errorOf(() => readAll(bytes), 'read')).toMatchObject({ code: 'BAD_PAYLOAD' });
  });
});

/** The valid list with another byte at `at`, and before it. */
function changed(at: number, value: number, before = validList[at - 1]!): Uint8Array {
  const bytes = validList.slice();
  bytes[at - 1] = before;
  bytes[at] = value;
  return bytes;
}

/** A copy in which errors are plain objects, so that toEqual compares all their fields. */
function withErrors(value: unknown): unknown {
  if (value instanceof Error) {
    const { code, misbehaviour, name, message, path, timeoutMs } = value as unknown as Record<string, unknown>;
    return { code, misbehaviour, name, message, path, timeoutMs };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withErrors(each)]));
}
