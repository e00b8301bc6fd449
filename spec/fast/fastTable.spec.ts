import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { RemoteProtocolError } from '../../lib/base/errors.js';
import { Reader } from '../../lib/codec/reader.js';
import { withFastLayouts } from '../../lib/fast/fastTable.js';
import type { AnyMessageDefinition } from '../../lib/messages/defineMessage.js';
import { messageDefinitions, type Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import type { Network } from '../../lib/networks/network.js';
import { encodeMessage } from '../../lib/wire/message.js';
import { bitcoinMessages, lbryMessages } from '../helpers/wire/arbitraries.js';

const NETWORKS: [string, Network, Record<string, Arbitrary<Message>>][] = [
  ['Bitcoin', bitcoin.regtest, bitcoinMessages()],
  ['LBRY', lbry.regtest, lbryMessages()],
];
/** The commands that fast/ covers. */
const FAST = ['inv', 'getdata', 'notfound', 'headers', 'addr', 'addrv2', 'tx', 'block'];
const COMMANDS = [...bitcoin.regtest.messages.keys()];

/** The result of a call: the value and the number of bytes left, or the error's code, path and text. */
function outcomeOf(call: (reader: Reader) => unknown, payload: Uint8Array, protocolVersion: number): unknown {
  const reader = new Reader(payload, protocolVersion);
  try {
    const value = call(reader);
    return { value, left: reader.remaining };
  } catch (error) {
    if (!(error instanceof RemoteProtocolError)) throw error;
    return { code: error.code, path: error.path, message: error.message };
  }
}

/** A payload with three bytes appended, a few changed, and some cut off. */
function mutated(payload: Uint8Array, changes: readonly [number, number][], cut: number): Uint8Array {
  const bytes = Uint8Array.from([...payload, 1, 2, 3]);
  for (const [at, value] of changes) bytes[at % bytes.length] = value;
  return bytes.subarray(0, Math.max(bytes.length - cut, 0));
}

describe.each(NETWORKS)('the fast table of %s', (_, network, messages) => {
  const { header, limits } = network;
  const definitions: readonly AnyMessageDefinition[] = messageDefinitions(header, limits);
  const plain = new Map(definitions.map((each) => [each.command, each]));
  const fast = new Map(withFastLayouts(definitions, header, limits).map((each) => [each.command, each]));
  const changes = fc.array(
    fc.tuple(fc.nat(400), fc.oneof(fc.constantFrom(0, 1, 2, 0xfc, 0xfd, 0xfe, 0xff), fc.nat(255))),
    { maxLength: 3 },
  );

  it('has the same commands in the same order', () => {
    expect([...fast.keys()]).toEqual([...plain.keys()]);
  });

  it('replaces the layouts of the frequent messages only', () => {
    expect(
      [...fast.values()]
        .filter((each) => each !== plain.get(each.command))
        .map((each) => each.command)
        .sort(),
    ).toEqual([...FAST].sort());
  });

  it('keeps the plain layouts of headers and blocks with a header of another layout', () => {
    const other = { ...header };
    const replaced = withFastLayouts(definitions, other, limits).filter((each) => each !== plain.get(each.command));
    expect(replaced.map((each) => each.command)).not.toContain('headers');
    expect(replaced.map((each) => each.command)).not.toContain('block');
  });

  it.each(COMMANDS)('decodes and validates %s as the plain table does, errors included', (command) => {
    const versions = fc.constantFrom(70_016, 31_402, 31_401, 209);
    fc.assert(
      fc.property(messages[command]!, changes, fc.nat(12), versions, (message, edits, cut, version) => {
        const payload = encodeMessage(message, { network, protocolVersion: version }).subarray(24);
        for (const bytes of [payload, mutated(payload, edits, cut)]) {
          const decode = (definition: AnyMessageDefinition) => (reader: Reader) =>
            definition.body.readInto(reader, { command });
          const expected = outcomeOf(decode(plain.get(command)!), bytes, version);
          expect(outcomeOf(decode(fast.get(command)!), bytes, version)).toStrictEqual(expected);
          const isError = (expected as { code?: string }).code !== undefined;
          const validated = isError ? expected : { ...(expected as object), value: undefined };
          for (const table of [plain, fast]) {
            const definition = table.get(command)!;
            const validate = (reader: Reader): void => {
              if (definition.validate === undefined) definition.body.read(reader);
              else definition.validate(reader);
            };
            expect(outcomeOf(validate, bytes, version)).toStrictEqual(validated);
          }
        }
      }),
      { numRuns: FAST.includes(command) ? 150 : 30 },
    );
  });
});
