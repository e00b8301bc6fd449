import { describe, expect, it } from '@jest/globals';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { readPayload, validatePayload } from '../../lib/wire/payload.js';
import { fixtures } from '../helpers/wire/fixtures.js';
import { faultOf } from '../helpers/wire/fault.js';

const network = bitcoin.regtest;
const payloads = fixtures.filter(({ command }) => network.messages.has(command));

/** The bytes left over, or the fault, of either function. */
function outcomeOf(read: typeof readPayload | typeof validatePayload, command: string, payload: Uint8Array): unknown {
  const leftover: number[] = [];
  const fault = faultOf(() => {
    read({ command, payload }, network.messages.get(command), network.protocolVersion, {
      onLeftover: (bytes) => leftover.push(bytes),
    });
  });
  return { leftover, fault };
}

describe('validatePayload', () => {
  it('reports the errors and the bytes left over that readPayload reports', () => {
    expect(payloads.length).toBeGreaterThan(20);
    for (const { command, payload } of payloads) {
      const longer = Uint8Array.from([...payload, 1, 2, 3]);
      for (const bytes of [payload, longer, payload.subarray(0, -1), payload.subarray(0, payload.length >> 1)]) {
        expect(outcomeOf(validatePayload, command, bytes)).toEqual(outcomeOf(readPayload, command, bytes));
      }
    }
  });

  it('accepts any payload of an unknown command', () => {
    expect(outcomeOf(validatePayload, 'whatever', Uint8Array.of(1, 2, 3))).toEqual({ leftover: [], fault: undefined });
  });
});
