import { bytesOfText } from '../codec/text.js';
import { claimIdOf, claimOf, type Claim } from '../digests/claim.js';
import type { Transaction } from '../messages/transaction.js';
import type { SeededRandom } from '../collections/seededRandom.js';
import type { Coin } from './coins.js';
import type { LiveClaim } from './claimTrie.js';
import { claimScript } from './claimScript.js';

/** While there are as many claims, nobody makes another one. */
export const MAX_CLAIMED_NAMES = 50;

/**
 * Turns a payment on an LBRY chain into one that claims a name, supports a claim, or, if its coin is a claim, updates that: by chance, in its
 * first output. What remains as it is pays only; a claim that it spends is abandoned.
 *
 * @param claims those that are confirmed
 * @param count a number that this chain has not used before, for a name of its own
 */
export function claimTransaction(
  prng: SeededRandom,
  transaction: Transaction,
  { coin, claims, count }: { coin: Coin; claims: readonly LiveClaim[]; count: number },
): Transaction {
  const claim = spentClaim(coin) ?? freshClaim();
  const [first, ...rest] = transaction.outputs;
  if (claim === undefined || first === undefined) return transaction;
  return { ...transaction, outputs: [{ ...first, script: claimScript(claim, first.script) }, ...rest] };

  function spentClaim({ outPoint, output }: Coin): Claim | undefined {
    const spent = claimOf(output.script);
    if (spent === undefined || spent.kind === 'support') return undefined;
    // One in four is abandoned.
    if (prng.below(4) === 0) return undefined;
    const claimId = spent.kind === 'claim' ? claimIdOf(outPoint) : spent.claimId;
    return { kind: 'update', name: spent.name, claimId, value: valueOf(spent.name, 'again') };
  }

  function freshClaim(): Claim | undefined {
    const choice = prng.below(4);
    if (choice < 2 && claims.length < MAX_CLAIMED_NAMES) {
      const name = `${WORDS[prng.below(WORDS.length)]!}-${count}`;
      return { kind: 'claim', name, value: valueOf(name, 'first') };
    }
    if (choice !== 2 || claims.length === 0) return undefined;
    const { name, claimId } = claims[prng.below(claims.length)]!;
    return { kind: 'support', name, claimId };
  }
}

const WORDS = ['amber', 'basalt', 'cobalt', 'flint', 'garnet', 'granite', 'marble', 'onyx', 'opal', 'slate'];

/** LBRY's are protocol buffers; these say where they come from. */
function valueOf(name: string, edition: string): Uint8Array {
  return bytesOfText(`${edition} value of ${name}`);
}
