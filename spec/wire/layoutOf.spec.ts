import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { PeerError } from '../../lib/base/errors.js';
import {
  bitcoin,
  decodeFrame,
  fromHex,
  layoutOf,
  lbry,
  toJson,
  type LayoutOptions,
  type Message,
  type Network,
} from '../../lib/wire.js';
import { messageJson } from '../../lib/wire/messageJson.js';
import { mutate, randomOf, sortBySize } from '../../scripts/mutations.mjs';
import { bitcoinMessages, lbryMessages } from '../helpers/wire/arbitraries.js';
import { fixture, fixtures, payloadOf } from '../helpers/wire/fixtures.js';
import { limitCases } from '../helpers/wire/limitCases.js';
import { expectCover, expectValue, valueAt } from '../helpers/wire/payloadFields.js';
import { withoutStacks } from '../helpers/wire/withoutStacks.js';

/** As many values of a long payload are compared. */
const MAX_SAMPLES = 100;
const NO_BOUND = 10_000_000;

/** Fields as `offset+length path kind role`; the role is omitted for values. */
function lines(command: string, hex: string, options: Partial<LayoutOptions> = {}): string[] {
  const payload = fromHex(hex.replaceAll(' ', ''));
  const fields = layoutOf(command, payload, { network: bitcoin.regtest, ...options });
  expectCover(fields, payload);
  return fields.map(({ path, offset, length, kind, role }) =>
    `${offset}+${length} ${path} ${kind} ${role === 'value' ? '' : role}`.trimEnd(),
  );
}

/** Compares the fields of a payload with its message. */
function check(command: string, payload: Uint8Array, network: Network, protocolVersion?: number): void {
  const message = decodeFrame({ command, payload }, { network, protocolVersion });
  const fields = layoutOf(command, payload, { network, protocolVersion, maxFields: NO_BOUND });
  expectCover(fields, payload);
  const stride = Math.ceil(fields.length / MAX_SAMPLES);
  for (let i = 0; i < fields.length; i += stride) expectValue(fields[i]!, payload, message);
}

describe('layoutOf', () => {
  it.each(fixtures)('lists the fields of $title', ({ command, payload, network, protocolVersion }) => {
    check(command, payload, network, protocolVersion);
    if (payload.length > 0) expect(layoutOf(command, payload, { network, protocolVersion })).not.toEqual([]);
  });

  it('lists counts, types and hashes of an inv', () => {
    expect(lines('inv', `01 01000000 ${'11'.repeat(32)}`)).toEqual([
      '0+1 items compactSize count',
      '1+4 items/0/type u32le',
      '5+32 items/0/hash hash32',
    ]);
  });

  it('lists marker, lengths and witnesses of a transaction', () => {
    const input = `${'11'.repeat(32)} 05000000 02 abcd ffffffff`;
    const witnesses = '02 01 aa 00 00';
    expect(lines('tx', `02000000 0001 02 ${input} ${input} 01 e803000000000000 00 ${witnesses} 07000000`)).toEqual([
      '0+4 transaction/version u32le',
      '4+2 transaction bytes marker',
      '6+1 transaction/inputs compactSize count',
      ...[0, 1].flatMap((i) => [
        `${7 + 43 * i}+32 transaction/inputs/${i}/previousOutput/hash hash32`,
        `${39 + 43 * i}+4 transaction/inputs/${i}/previousOutput/index u32le`,
        `${43 + 43 * i}+1 transaction/inputs/${i}/script compactSize length`,
        `${44 + 43 * i}+2 transaction/inputs/${i}/script bytes`,
        `${46 + 43 * i}+4 transaction/inputs/${i}/sequence u32le`,
      ]),
      '93+1 transaction/outputs compactSize count',
      '94+8 transaction/outputs/0/value i64le',
      '102+1 transaction/outputs/0/script compactSize length',
      '103+1 transaction/inputs/0/witness compactSize count',
      '104+1 transaction/inputs/0/witness/0 compactSize length',
      '105+1 transaction/inputs/0/witness/0 bytes',
      '106+1 transaction/inputs/0/witness/1 compactSize length',
      '107+1 transaction/inputs/1/witness compactSize count',
      '108+4 transaction/lockTime u32le',
    ]);
  });

  it('lists both counts of a transaction without inputs and outputs', () => {
    expect(lines('tx', '01000000 00 00 05000000')).toEqual([
      '0+4 transaction/version u32le',
      '4+1 transaction/inputs compactSize count',
      '5+1 transaction/outputs compactSize count',
      '6+4 transaction/lockTime u32le',
    ]);
  });

  it('marks the differences of indexes', () => {
    expect(lines('getblocktxn', `${'22'.repeat(32)} 02 05 fd0001`)).toEqual([
      '0+32 blockHash hash32',
      '32+1 indexes compactSize count',
      '33+1 indexes/0 compactSize difference',
      '34+3 indexes/1 compactSize difference',
    ]);
  });

  it('lists the fields that the protocol version has', () => {
    const address = `0100000000000000 ${'00'.repeat(16)} 208d`;
    const untimed = lines('addr', `01 ${address}`, { protocolVersion: 31_401 });
    expect(untimed[1]).toBe('1+8 addresses/0/services u64le');
    expect(untimed.at(-1)).toBe('25+2 addresses/0/port u16be');
    const timed = lines('addr', `01 00000000 ${address}`, { protocolVersion: 31_402 });
    expect(timed[1]).toBe('1+4 addresses/0/time u32le');
  });

  it('lists the transaction count after a header as ignored', () => {
    expect(lines('headers', `01 ${'00'.repeat(80)} fdfd00`).at(-1)).toBe('81+3 headers/0 compactSize ignored');
    expect(lines('headers', `01 ${'00'.repeat(112)} 00`, { network: lbry.regtest })).toContain(
      '69+32 headers/0/claimTrie hash32',
    );
  });

  it('lists bytes after the message as left over', () => {
    expect(lines('ping', `${'01'.repeat(8)} 0203`)).toEqual(['0+8 nonce u64le', '8+2  bytes leftover']);
    expect(lines('verack', 'ff')).toEqual(['0+1  bytes leftover']);
    expect(lines('verack', '')).toEqual([]);
  });

  it('lists the payload of an unknown command as one field', () => {
    expect(lines('whatever', '010203')).toEqual(['0+3 payload bytes']);
    expect(lines('whatever', '')).toEqual([]);
  });

  it('has the paths of the JSON of the message', () => {
    for (const { command, payload, network, protocolVersion } of fixtures) {
      const message = decodeFrame({ command, payload }, { network, protocolVersion });
      for (const { path } of layoutOf(command, payload, { network, protocolVersion, maxFields: 500 })) {
        for (const json of path === '' ? [] : [toJson(message), messageJson(message)]) valueAt(json, path);
      }
    }
  });

  it('accepts a Buffer', () => {
    const { payload } = fixture('version', 'Bitcoin wiki');
    const network = bitcoin.regtest;
    expect(layoutOf('version', Buffer.from(payload), { network })).toEqual(layoutOf('version', payload, { network }));
  });
});

describe.each<[Network, Record<string, Arbitrary<Message>>]>([
  [bitcoin.regtest, bitcoinMessages()],
  [lbry.regtest, lbryMessages()],
])('layoutOf any message (%#)', (network, messages) => {
  it.each(Object.keys(messages))('lists the fields of %s', (command) => {
    const property = fc.property(messages[command]!, (message) => {
      const name = message.command === 'unknown' ? message.name : command;
      check(name, payloadOf(message, { network }), network);
    });
    fc.assert(property, { numRuns: 30 });
  });
});

describe('layoutOf an invalid payload', () => {
  const SEED = 20_261_128;
  const ITERATIONS = 5000;
  const corpus = sortBySize(fixtures.map(({ command, payload }) => ({ command, payload })));

  it('throws the error of decodeFrame', () => {
    const codes = new Map<string, number>();
    withoutStacks(() => {
      for (let iteration = 0; iteration < ITERATIONS; iteration++) {
        const random = randomOf(SEED, iteration);
        const { command, payload } = corpus[(iteration * 7919) % corpus.length]!;
        const mutant = mutate(random, payload, corpus);
        for (const network of [bitcoin.regtest, lbry.regtest]) {
          const decoded = errorOf(() => decodeFrame({ command, payload: mutant }, { network }));
          const listed = errorOf(() => expectCover(layoutOf(command, mutant, { network }), mutant));
          expect({ seed: SEED, iteration, command, ...listed }).toEqual({ seed: SEED, iteration, command, ...decoded });
          const code = decoded?.code ?? 'none';
          codes.set(code, (codes.get(code) ?? 0) + 1);
        }
      }
    });
    for (const code of ['none', 'SHORT_PAYLOAD', 'LIMIT_EXCEEDED', 'NON_CANONICAL', 'INVALID_VALUE']) {
      expect({ code, isFrequent: (codes.get(code) ?? 0) > ITERATIONS / 1000 }).toEqual({ code, isFrequent: true });
    }
  });

  it.each(limitCases)('throws it beyond the limit of $title', ({ network, limit, excessCode, path, ...rest }) => {
    const { command } = rest.message(1);
    const payload = rest.payload(limit + 1);
    expect(errorOf(() => layoutOf(command, payload, { network }))).toMatchObject({
      code: excessCode ?? 'LIMIT_EXCEEDED',
      path,
    });
    const atLimit = rest.payload(limit);
    expectCover(layoutOf(command, atLimit, { network }), atLimit);
  });
});

interface Failure {
  code: string;
  message: string;
  path: unknown;
}

function errorOf(step: () => unknown): Failure | undefined {
  try {
    step();
    return undefined;
  } catch (error) {
    if (!(error instanceof PeerError)) throw error;
    return { code: error.code, message: error.message, path: (error as { path?: unknown }).path };
  }
}
