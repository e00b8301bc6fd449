import { describe, expect, it } from '@jest/globals';
import {
  bitcoin,
  createPeer,
  defineNetwork,
  encodeMessage,
  LocalProtocolError,
  memoryDuplexes,
  networkNamed,
  type Message,
} from '../../lib/index.js';
import { connect, createPool, dial, listen } from '../../lib/node.js';
import { readyRemote } from '../helpers/rawRemote.js';

/** Options without a type check, as JavaScript passes them. */
type Untyped = never;
const given = (options: unknown): Untyped => options as Untyped;

const ok = { network: bitcoin.regtest, host: '127.0.0.1' };
const client = (options: unknown): unknown => connect(given({ ...ok, ...(options as object) }));
const peer = (options: unknown): unknown =>
  createPeer(memoryDuplexes().outbound, given({ network: bitcoin.regtest, ...(options as object) }));
const pool = (options: unknown): unknown => createPool(given({ network: bitcoin.regtest, ...(options as object) }));
const server = (options: unknown): unknown => listen(given({ network: bitcoin.regtest, ...(options as object) }));

describe('a mistake in the options is a LocalProtocolError that shows the value', () => {
  it.each<[message: string, mistake: () => unknown]>([
    ['options: object with options expected, got undefined', () => connect(given(undefined))],
    ['options: object with options expected, got undefined', () => dial(given(undefined))],
    ['options: object with options expected, got null', () => listen(given(null))],
    ['options: object with options expected, got "h:1"', () => createPeer(memoryDuplexes().outbound, given('h:1'))],
    ['network: a network such as bitcoin.mainnet expected, got undefined', () => createPool(given(undefined))],
    ['duplex: Duplex expected, got undefined', () => createPeer(given(undefined), given(undefined))],
    ['duplex: Duplex expected, got object', () => createPeer(given({}), { network: bitcoin.regtest })],
    [
      'network: a network such as bitcoin.mainnet expected, got "regtest": did you mean bitcoin.regtest or lbry.regtest?',
      () => client({ network: 'regtest' }),
    ],
    ['network: a network such as bitcoin.mainnet expected, got object', () => peer({ network: bitcoin })],
    ['port: integer from 1 to 65535 expected, got "30873"', () => client({ port: '30873' })],
    ['port: integer from 1 to 65535 expected, got NaN', () => client({ port: NaN })],
    ['port: integer from 1 to 65535 expected, got 8333n', () => client({ port: 8333n })],
    ['port: integer from 1 to 65535 expected, got an array', () => client({ port: [8333] })],
    ['port: integer from 0 to 65535 expected, got "0"', () => server({ port: '0' })],
    ['host: name or address expected, got ""', () => client({ host: '' })],
    ['host: name or address expected, got ""', () => client({ host: undefined })],
    ['host: name or address expected, got 5', () => client({ host: 5 })],
    ['host: name or address expected, got the URL "http://h:1/"', () => client({ host: 'http://h:1/' })],
    [
      'host: name or address without a port or brackets expected, got "127.0.0.1:30873": write host: "127.0.0.1", port: 30873',
      () => client({ host: '127.0.0.1:30873' }),
    ],
    [
      'host: name or address without a port or brackets expected, got "[::1]:5": write host: "::1", port: 5',
      () => client({ host: '[::1]:5' }),
    ],
    [
      'host: name or address without a port or brackets expected, got "[::1]": write host: "::1"',
      () => server({ host: '[::1]' }),
    ],
    [
      'listenOn/host: name or address without a port or brackets expected, got "h:1": write host: "h", port: 1',
      () => pool({ listenOn: { host: 'h:1' } }),
    ],
    ['handshakesPerSecond: integer from 1 to 1000000 expected, got 0', () => server({ handshakesPerSecond: 0 })],
    ['handshakesPerSecond: integer from 1 to 1000000 expected, got "50"', () => pool({ handshakesPerSecond: '50' })],
    [
      'handshakesPerSecond: integer from 1 to 1000000 expected, got 1000001',
      () => pool({ handshakesPerSecond: 1e6 + 1 }),
    ],
    [
      'handshakesPerSecondAndHost: integer from 1 to 1000000 expected, got 0.5',
      () => server({ handshakesPerSecondAndHost: 0.5 }),
    ],
    [
      'handshakesPerSecondAndHost: integer from 1 to 1000000 expected, got Infinity',
      () => pool({ handshakesPerSecondAndHost: Infinity }),
    ],
    ['addresses: array expected, got "h:1": write ["h:1"]', () => pool({ addresses: 'h:1' })],
    ['dnsSeeds: array expected, got "seed": write ["seed"]', () => pool({ dnsSeeds: 'seed' })],
    ['reachableNetworks: array expected, got "ipv4": write ["ipv4"]', () => pool({ reachableNetworks: 'ipv4' })],
    ['addresses/0: host or host:port expected, got 7', () => pool({ addresses: [7] })],
    ['gossip: true or false expected, got "false"', () => pool({ gossip: 'false' })],
    ['relay: true or false expected, got 0', () => peer({ relay: 0 })],
    ['onPeer: function expected, got "log"', () => peer({ onPeer: 'log' })],
    [
      'conversations: array of conversations expected, got function: did you mean defaultConversations()?',
      () => peer({ conversations: () => undefined }),
    ],
    ['conversations/0: a conversation such as answerPings() expected, got object', () => peer({ conversations: [{}] })],
    ['scheduler: RxJS scheduler expected, got null', () => peer({ scheduler: null })],
    ['services: bigint of 64 bits expected, got 1', () => peer({ services: 1 })],
    ["onMalformed: 'close' or 'drop' expected, got \"ignore\"", () => peer({ onMalformed: 'ignore' })],
    ['requiredAnswers: array expected, got "getdata": write ["getdata"]', () => peer({ requiredAnswers: 'getdata' })],
    [
      'requiredAnswers/1: one of getdata, getheaders, getblocks, mempool, getaddr, getblocktxn, getcfilters, getcfheaders, getcfcheckpt expected, got "ping"',
      () => peer({ requiredAnswers: ['getdata', 'ping'] }),
    ],
    ['userAgent: { name, version } expected, got "/me:1/"', () => peer({ userAgent: '/me:1/' })],
    ['userAgent/version: text expected, got 1', () => peer({ userAgent: { name: 'me', version: 1 } })],
    [
      'addressMe: IP address and port expected, got "example.org" and "1"',
      () => peer({ addressMe: { host: 'example.org', port: '1' } }),
    ],
    ['signal: AbortSignal expected, got true', () => dial(given({ ...ok, signal: true }))],
    [
      'magic: integer from 0 to 4294967295 expected, got "f9beb4d9"',
      () => defineNetwork(given({ name: 'x', magic: 'f9beb4d9', defaultPort: 1 })),
    ],
  ])('%s', (message, mistake) => {
    let error: unknown;
    try {
      mistake();
    } catch (reason) {
      error = reason;
    }
    expect(error).toBeInstanceOf(LocalProtocolError);
    expect(error).toMatchObject({ code: 'INVALID_OPTION', message });
  });

  it.each([
    ['a long text', 'x'.repeat(100_000)],
    ['text that moves the cursor', '\u001b[2J\u202e\u009b31m'],
  ])('shows %s truncated and escaped', (_, text) => {
    for (const mistake of [() => client({ port: text }), () => pool({ addresses: [`${text} `] })]) {
      let message = '';
      try {
        mistake();
      } catch (error) {
        message = (error as Error).message;
      }
      expect(message).not.toBe('');
      expect(message.length).toBeLessThan(300);
      expect(message).toMatch(/^[\x20-\x7e…]+$/);
    }
  });

  it.each(['127.0.0.1', '::1', 'fe80::1%eth0', 'node.example', 'localhost'])('accepts the host %s', (host) => {
    expect(() => client({ host })).not.toThrow();
  });
});

describe('a name that is misspelled', () => {
  it.each<[string, () => unknown]>([
    ['bitcoin.regtest has no message "blok": did you mean block?', () => readyRemote().peer.on(given('blok'))],
    ['bitcoin.regtest has no message "Inv": did you mean inv?', () => readyRemote().peer.on(given('Inv'))],
    ['bitcoin.regtest has no message "xyzzy"', () => readyRemote().peer.on(given('xyzzy'))],
    [
      'bitcoin.regtest has no message "pnig": did you mean ping?',
      () => encodeMessage(given({ command: 'pnig' }), { network: bitcoin.regtest }),
    ],
    [
      'network: no network "regtest" is known: did you mean bitcoin.regtest or lbry.regtest?',
      () => networkNamed('regtest'),
    ],
    [
      'network: no network "bitcoin.regtst" is known: did you mean bitcoin.regtest?',
      () => networkNamed('bitcoin.regtst'),
    ],
  ])('%s', (message, mistake) => {
    expect(mistake).toThrow(expect.objectContaining({ name: 'LocalProtocolError', message }));
  });

  it('lists all names when none is similar', () => {
    expect(() => networkNamed('dogecoin')).toThrow(
      'network: no network "dogecoin" is known: known are bitcoin.mainnet, bitcoin.testnet3, bitcoin.testnet4',
    );
  });

  it('finds a network by name', () => expect(networkNamed('lbry.regtest').magic).toBe(0xd1aae4fa));
});

describe('send() without a message', () => {
  it.each<[unknown, string]>([
    [undefined, 'object expected, got undefined'],
    ['ping', 'object expected, got "ping"'],
    [{}, 'bitcoin.regtest has no message undefined'],
  ])('is a LocalProtocolError: %j', (message, text) => {
    const { peer: ready, reasons } = readyRemote();
    expect(() => ready.send(message as Message)).toThrow(
      expect.objectContaining({ name: 'LocalProtocolError', message: text }),
    );
    expect(reasons).toEqual([]);
  });
});
