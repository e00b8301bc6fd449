import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RemoteProtocolError } from '../../lib/base/errors.js';
import { FrameDecoder } from '../../lib/frame/frameDecoder.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';

const network = bitcoin.regtest;

/** The output of a decoder for these chunks: commands with payload lengths, or the code of the error. */
function outputOf(chunks: readonly Uint8Array[]): string[] {
  const decoder = new FrameDecoder(network);
  const lines: string[] = [];
  for (const chunk of chunks) {
    decoder.push(chunk);
    for (;;) {
      try {
        const frame = decoder.next();
        if (frame === undefined) break;
        lines.push(`${frame.command} ${frame.payload.length}`);
      } catch (error) {
        lines.push(`${(error as RemoteProtocolError).code} ${decoder.refusedBytes}`);
      }
    }
  }
  return lines;
}

describe('checksums that are verified ahead', () => {
  it('do not change the output, for any position of a wrong checksum and any chunk boundaries', () => {
    const frame = fc.record({
      command: fc.constantFrom('ping', 'inv', 'whatever'),
      payload: fc.uint8Array({ maxLength: 300 }),
      isWrong: fc.integer({ min: 0, max: 5 }).map((dice) => dice === 0),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 100 }), fc.integer({ min: 1, max: 5000 }), (frames, cut) => {
        const bytes = frames.map(({ command, payload, isWrong }) => {
          const encoded = encodeFrame(network, command, payload);
          if (isWrong) encoded[20]! ^= 1;
          return encoded;
        });
        const stream = Uint8Array.from(bytes.flatMap((each) => [...each]));
        const chunks = Array.from({ length: Math.ceil(stream.length / cut) }, (_, i) =>
          stream.subarray(i * cut, (i + 1) * cut),
        );
        const expected = frames.map(({ command, payload, isWrong }) =>
          isWrong ? `BAD_CHECKSUM ${24 + payload.length}` : `${command} ${payload.length}`,
        );
        expect(outputOf([stream])).toEqual(expected);
        expect(outputOf(chunks)).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
