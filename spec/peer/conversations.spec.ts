import { describe, expect, it } from '@jest/globals';
import { EMPTY, filter, ignoreElements, map, of, pipe, tap, throwError, type Observable } from 'rxjs';
import {
  answerPings,
  bitcoin,
  createPeer,
  defaultConversations,
  LocalProtocolError,
  memoryDuplexes,
  RejectCode,
  RemoteProtocolError,
  ServiceFlags,
  type Conversation,
  type ConversationContext,
  type Message,
  type PeerOptions,
} from '../../lib/index.js';
import { VirtualTime } from '../../lib/marbles.js';
import { ping, pong } from '../helpers/peer/messages.js';
import { outcomeOf, reasonNames } from '../helpers/peer/outcome.js';
import { rawRemote, readyRemote } from '../helpers/rawRemote.js';
import { bytesOf, hash, versionMessage } from '../helpers/samples.js';

/** Sends our own address to every remote that asks for addresses. */
const answerGetaddr: Conversation = () =>
  pipe(
    filter((message: Message) => message.command === 'getaddr'),
    map(() => ({ command: 'addr', addresses: [] })),
  );

const named: Conversation = () => () => throwError(() => new Error('oops'));

describe('a custom conversation', () => {
  it('runs together with the default ones', () => {
    const { sendToPeer, received } = readyRemote({ conversations: [...defaultConversations(), answerGetaddr] });
    sendToPeer(ping(1n), { command: 'getaddr' });
    expect(received).toEqual([pong(1n), { command: 'addr', addresses: [] }]);
  });

  it('replaces the default ones', () => {
    const { sendToPeer, received } = readyRemote({ conversations: [answerGetaddr] });
    sendToPeer(ping(1n), { command: 'getaddr' });
    expect(received).toEqual([{ command: 'addr', addresses: [] }]);
  });

  it('starts when the handshake completes, and receives its agreement', () => {
    const seen: unknown[] = [];
    const mine: Conversation = ({ agreed, direction, network }) => {
      seen.push(agreed.protocolVersion, agreed.remote?.userAgent, direction, network.name);
      return pipe(
        tap(({ command }) => seen.push(command)),
        ignoreElements(),
      );
    };
    const { sendToPeer } = rawRemote({ conversations: [mine] });
    sendToPeer(versionMessage({ version: 70_014 }));
    expect(seen).toEqual([]);
    sendToPeer({ command: 'verack' }, { command: 'getaddr' });
    expect(seen).toEqual([70_014, '/remote:1.0/', 'outbound', 'bitcoin.regtest', 'getaddr']);
  });

  it('may send before the remote does', () => {
    const { received, sendToPeer } = rawRemote({ conversations: [() => () => of({ command: 'sendheaders' })] });
    sendToPeer(versionMessage(), { command: 'verack' });
    expect(received.at(-1)).toEqual({ command: 'sendheaders' });
  });

  it('leaves the others running when it completes', () => {
    const done: Conversation = () => () => EMPTY;
    const { sendToPeer, received, reasons } = readyRemote({ conversations: [done, answerGetaddr] });
    sendToPeer({ command: 'getaddr' });
    expect([received.length, reasons]).toEqual([1, []]);
  });

  it.each([
    ['throws when it is called', () => fail()],
    ['throws when it is subscribed to', () => () => fail()],
    ['errors', () => () => throwError(() => new Error('oops'))],
  ] as [string, Conversation][])('ends the peer if it %s', (_, mine) => {
    const { reasons } = readyRemote({ conversations: [mine] });
    expect(reasonNames(reasons)).toEqual(['LocalProtocolError CONVERSATION_FAILED']);
  });

  it.each<[string, unknown, string]>([
    ['names the conversation that failed, by index and name', named, 'conversations[1] (named) failed: oops'],
    [
      'names a conversation without a name by its index',
      () => () => throwError(() => new Error('oops')),
      'conversations[1] failed: oops',
    ],
    [
      'reports a function that must be called first',
      answerPings,
      'conversations[1] (answerPings) failed: its operator must return an Observable, it returned a function; ' +
        'call the function that creates it, as in answerPings()',
    ],
    [
      'reports an operator that is missing',
      () => undefined,
      'conversations[1] failed: a conversation must return an operator, it returned nothing',
    ],
    [
      'reports an Observable that is missing',
      () => () => undefined,
      'conversations[1] failed: its operator must return an Observable, it returned nothing',
    ],
    [
      'reports an array instead of an operator',
      defaultConversations,
      'conversations[1] (defaultConversations) failed: a conversation must return an operator, it returned an array',
    ],
  ])('%s', (_, mine, message) => {
    const { reasons } = readyRemote({ conversations: [answerGetaddr, mine as Conversation] });
    expect(reasons).toMatchObject([{ error: { name: 'LocalProtocolError', code: 'CONVERSATION_FAILED', message } }]);
  });

  it.each<[unknown, string]>([
    [
      defaultConversations,
      'conversations: array of conversations expected, got function: did you mean defaultConversations()?',
    ],
    [
      answerPings(),
      'conversations: array of conversations expected, got function: did you mean defaultConversations()?',
    ],
    [[answerPings(), undefined], 'conversations/1: a conversation such as answerPings() expected, got undefined'],
  ])('is rejected at the call if it cannot be a conversation: %#', (conversations, message) => {
    const { outbound } = memoryDuplexes();
    const options = { network: bitcoin.regtest, conversations } as PeerOptions;
    expect(() => createPeer(outbound, options)).toThrow(new LocalProtocolError('INVALID_OPTION', message));
  });

  it('adds its reports to the streams of the peer', () => {
    let context: ConversationContext | undefined;
    const mine: Conversation = (given) => {
      context = given;
      return ignoreElements();
    };
    const { peer, faults } = readyRemote({ conversations: [mine] });
    const { values: pings } = outcomeOf(peer.pings$);
    const error = new RemoteProtocolError('REFUSED', 'odd');
    context!.report({ kind: 'fault', error });
    context!.report({ kind: 'roundTrip', roundTrip: { nonce: 1n, sentAtMs: 2, roundTripMs: 3 } });
    context!.report({ kind: 'features', features: { addrV2: true } });
    expect(faults).toEqual([error]);
    expect(pings).toHaveLength(1);
    expect(peer.features.addrV2).toBe(true);
    expect(peer.stats().faults).toBe(1);
  });

  it('uses the clock and the random source of the peer', () => {
    const time = new VirtualTime();
    const random = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(1);
    let given: ConversationContext | undefined;
    readyRemote({
      scheduler: time,
      random,
      conversations: [
        (context) => {
          given = context;
          return ignoreElements();
        },
      ],
    });
    const dueMs: number[] = [];
    given!.scheduler.schedule(() => dueMs.push(given!.scheduler.now()), 5000);
    time.advance(5000);
    expect(dueMs).toEqual([5000]);
    expect(given!.random).toBe(random);
  });

  it.each<[keyof PeerOptions, unknown]>([
    ['pingIntervalMs', 5000],
    ['pongTimeoutMs', 5000],
    ['idleTimeoutMs', 5000],
    ['stallTimeoutMs', 5000],
    ['requiredAnswers', ['getdata']],
  ])('makes %s ineffective, so createPeer() throws', (option, value) => {
    const options: PeerOptions = { network: bitcoin.regtest, conversations: [answerGetaddr], [option]: value };
    const create = (): unknown => createPeer(memoryDuplexes().outbound, options);
    expect(create).toThrow(LocalProtocolError);
    expect(create).toThrow(`${option}: has no effect together with conversations`);
    expect(() => createPeer(memoryDuplexes().outbound, { ...options, [option]: undefined })).not.toThrow();
  });

  it('has those options in defaultConversations()', () => {
    const time = new VirtualTime();
    const conversations = [...defaultConversations({ pingIntervalMs: 5000 }), answerGetaddr];
    const { received } = readyRemote({ scheduler: time, conversations });
    time.advance(5000);
    expect(received).toMatchObject([{ command: 'ping' }]);
  });
});

describe('a second handshake message of the remote', () => {
  it.each([
    ['version', versionMessage({ nonce: 5n }), 'DUPLICATE_VERSION'],
    ['verack', { command: 'verack' }, 'DUPLICATE_VERACK'],
  ] as [string, Message, string][])('by %s receives a reject and is closed', (message, again, code) => {
    const { sendToPeer, received, reasons, peer } = readyRemote({ policy: 'lbcd' });
    const { values: seen } = outcomeOf(peer.on('ping'));
    sendToPeer(again, ping(1n));
    expect(received).toEqual([
      { command: 'reject', message, code: RejectCode.duplicate, reason: `duplicate ${message} message` },
    ]);
    expect(reasonNames(reasons)).toEqual([`RemoteProtocolError ${code}`]);
    expect(seen).toEqual([]);
  });

  it('closes without a reject below version 70002', () => {
    const { sendToPeer, received, reasons } = rawRemote({ policy: 'lbcd' });
    sendToPeer(versionMessage({ version: 70_001 }), { command: 'verack' });
    received.length = 0;
    sendToPeer({ command: 'verack' });
    expect(received).toEqual([]);
    expect(reasonNames(reasons)).toEqual(['RemoteProtocolError DUPLICATE_VERACK']);
  });

  it.each([{ command: 'wtxidrelay' }, { command: 'sendaddrv2' }] as Message[])(
    'by $command is a fault, does not close, and changes no feature',
    (late) => {
      const { peer, sendToPeer, faults, reasons } = readyRemote({ policy: 'lbcd' });
      const before = peer.features;
      sendToPeer(late);
      expect(faults.map(({ code }) => code)).toEqual(['LATE_FEATURE']);
      expect([peer.features, reasons]).toEqual([before, []]);
    },
  );
});

describe('bloom filters that we do not offer (BIP111)', () => {
  const filters: Message[] = [
    { command: 'filterload', filter: Uint8Array.of(1), hashFunctions: 1, tweak: 0, flags: 0 },
    { command: 'filteradd', data: Uint8Array.of(1) },
    { command: 'filterclear' },
  ];

  it.each(filters)(
    '$command below 70011 is dropped by the policy of lbcd, and the connection stays open',
    (message) => {
      const { peer, sendToPeer, reasons, received, faults } = rawRemote({ policy: 'lbcd' });
      sendToPeer(versionMessage({ version: 70_010 }), { command: 'verack' });
      received.length = 0;
      const seen: Observable<unknown>[] = [
        peer.on(message.command),
        peer.messages$,
        peer.consume(message.command, (each) => of(each)),
      ];
      const outcomes = seen.map((each$) => outcomeOf(each$));
      const { values: traffic } = outcomeOf(peer.traffic$);
      sendToPeer(message);
      expect(outcomes.map(({ values }) => values)).toEqual([[], [], []]);
      expect(traffic.map(({ command }) => command)).toEqual([message.command]);
      expect([reasons, received]).toEqual([[], []]);
      expect(faults).toMatchObject([{ code: 'OLD_BLOOM_NOT_OFFERED' }]);
    },
  );

  it.each(filters)('$command from 70011 on closes, and no consumer receives it', (message) => {
    const { peer, sendToPeer, reasons } = rawRemote();
    sendToPeer(versionMessage({ version: 70_011 }), { command: 'verack' });
    const { values } = outcomeOf(peer.on(message.command));
    sendToPeer(message);
    expect(values).toEqual([]);
    expect(reasonNames(reasons)).toEqual(['RemoteProtocolError BLOOM_NOT_OFFERED']);
  });

  it.each([70_010, 70_016])('are delivered if we offer them, at version %d', (version) => {
    const { peer, sendToPeer, reasons } = rawRemote({ services: ServiceFlags.bloom });
    sendToPeer(versionMessage({ version }), { command: 'verack' });
    const { values } = outcomeOf(peer.messages$);
    sendToPeer(...filters);
    expect(values.map(({ command }) => command)).toEqual(filters.map(({ command }) => command));
    expect(reasons).toEqual([]);
  });
});

describe('feature (BIP434)', () => {
  const named = { featureId: 'test', featureData: Uint8Array.of(1, 2) };
  const feature: Message = { command: 'feature', ...named };

  it.each(['close', 'drop'] as const)('with extra bytes closes, also with onMalformed %s', (onMalformed) => {
    const { sendToPeer, write, reasons } = rawRemote({ protocolVersion: 70_017, onMalformed });
    sendToPeer(versionMessage({ version: 70_017 }));
    const payload = Uint8Array.from([...bytesOf([feature]).subarray(24), 0]);
    write(bytesOf([{ command: 'unknown', name: 'feature', payload }]));
    expect(reasonNames(reasons)).toEqual(['RemoteProtocolError BAD_FEATURE']);
  });

  it('is negotiated by both ends at 70017', () => {
    const { peer, sendToPeer, received } = rawRemote({ protocolVersion: 70_017, features: [named] });
    sendToPeer(versionMessage({ version: 70_017 }), feature, { command: 'verack' });
    expect(received.filter(({ command }) => command === 'feature')).toEqual([feature]);
    expect(peer.features.named).toEqual([named]);
  });

  it('is not negotiated below 70017', () => {
    const { peer, sendToPeer, received } = rawRemote({ protocolVersion: 70_017, features: [named] });
    sendToPeer(versionMessage({ version: 70_016 }), feature, { command: 'verack' });
    expect(received.filter(({ command }) => command === 'feature')).toEqual([]);
    expect(peer.features.named).toEqual([]);
  });
});

describe('the negotiated version', () => {
  it('is the lower of the two versions, and is used in requests', () => {
    const { peer, sendToPeer, received } = rawRemote();
    sendToPeer(versionMessage({ version: 70_003 }), { command: 'verack' });
    void peer.pushGetHeaders([hash(1)]);
    expect(received.at(-1)).toMatchObject({ command: 'getheaders', version: 70_003 });
  });
});

function fail(): never {
  throw new Error('oops');
}
