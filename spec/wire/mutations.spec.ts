import { describe, expect, it } from '@jest/globals';
import { isPeerError } from '../../lib/base/errors.js';
import { FrameDecoder } from '../../lib/frame/frameDecoder.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { encodeMessage } from '../../lib/wire/message.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { fuzzCase, runCase } from '../../scripts/fuzzCase.mjs';
import { mutate, randomOf, sortBySize } from '../../scripts/mutations.mjs';
import { fixtures } from '../helpers/wire/fixtures.js';
import { withoutStacks } from '../helpers/wire/withoutStacks.js';

const SEED = 20_261_122;
const ITERATIONS = 50_000;

const corpus = sortBySize(fixtures.map(({ command, payload }) => ({ command, payload })));
const networks = [bitcoin.regtest, lbry.regtest];
const wire = { networks, decodeFrame, encodeMessage, encodeFrame, FrameDecoder, isPeerError };

// As `npm run fuzz`, but short. Pass the iteration of a failure to `npm run fuzz` to repeat it.
describe('mutated payloads and streams', () => {
  it('throw only PeerErrors, and decoded messages survive a round trip', () => {
    const outcomes = new Map<string, number>();
    withoutStacks(() => {
      for (let iteration = 0; iteration < ITERATIONS; iteration++) {
        for (const outcome of attempt(iteration)) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
    });
    // Checks that the mutations produce both valid and invalid payloads.
    expect(outcomes.get('decoded')).toBeGreaterThan(ITERATIONS / 2);
    const codes = ['SHORT_PAYLOAD', 'LIMIT_EXCEEDED', 'NON_CANONICAL', 'INVALID_VALUE', 'BAD_CHECKSUM', 'WRONG_MAGIC'];
    for (const code of codes) expect(outcomes.get(code)).toBeGreaterThan(ITERATIONS / 1000);
  });

  it('are equal for equal seeds', () => {
    const twice = [1, 2].map(() => mutate(randomOf(SEED, 7), corpus.at(-1)!.payload, corpus));
    expect(twice[0]).toStrictEqual(twice[1]);
    const others = [8, 9].map((iteration) => mutate(randomOf(SEED, iteration), corpus.at(-1)!.payload, corpus));
    expect(others[0]).not.toStrictEqual(others[1]);
  });
});

function attempt(iteration: number): string[] {
  try {
    return runCase(wire, fuzzCase(SEED, iteration, corpus), corpus);
  } catch (cause) {
    throw new Error(`seed ${SEED}, iteration ${iteration}`, { cause });
  }
}
