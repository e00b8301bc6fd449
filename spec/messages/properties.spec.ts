import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { PeerError } from '../../lib/base/errors.js';
import type { Message } from '../../lib/messages/table.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import type { Network } from '../../lib/networks/network.js';
import { decodeMessage, encodeMessage } from '../../lib/wire/message.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { cpuMsOf } from '../helpers/cpuMsOf.js';
import { bitcoinMessages, lbryMessages } from '../helpers/wire/arbitraries.js';

const MAX_CPU_MS = 500;

describe.each<[Network, Record<string, Arbitrary<Message>>]>([
  [bitcoin.regtest, bitcoinMessages()],
  [lbry.regtest, lbryMessages()],
])('any message (%#)', (network, messages) => {
  it('has an arbitrary for each command', () => {
    expect(Object.keys(messages).sort()).toEqual([...network.messages.keys(), 'unknown'].sort());
  });

  it.each(Object.keys(messages))('%s survives a round trip', (command) => {
    const property = fc.property(messages[command]!, (message) => {
      expect(decodeMessage(encodeMessage(message, { network }), { network })).toStrictEqual(message);
    });
    fc.assert(property, { numRuns: 100 });
  });
});

describe.each([bitcoin.regtest, lbry.regtest])('any bytes as a payload of $name', (network) => {
  it.each(Array.from(network.messages.keys()))(
    '%s: decodes to a message or throws a PeerError, in linear time',
    (command) => {
      const bytes = fc.oneof(fc.uint8Array({ maxLength: 300 }), mostlySmall());
      const property = fc.property(bytes, (payload) => {
        const cpuMs = cpuMsOf(() => {
          try {
            const message = decodeFrame({ command, payload }, { network });
            encodeMessage(message, { network });
          } catch (error) {
            if (!(error instanceof PeerError)) throw error;
          }
        });
        expect(cpuMs).toBeLessThan(MAX_CPU_MS);
      });
      fc.assert(property, { numRuns: 200 });
    },
  );
});

/** Small numbers are small counts, which reach deeper layouts than random bytes. */
function mostlySmall(): Arbitrary<Uint8Array> {
  const byte = fc.oneof(
    fc.integer({ min: 0, max: 3 }),
    fc.constantFrom(0xfd, 0xfe, 0xff),
    fc.integer({ min: 0, max: 255 }),
  );
  return fc.array(byte, { maxLength: 400 }).map((values) => Uint8Array.from(values));
}
