import { bytesOfText } from '../codec/text.js';
import { claimIdOf, claimOf, type Claim } from '../digests/claim.js';
import type { Transaction } from '../messages/transaction.js';
import type { SeededRandom } from '../collections/seededRandom.js';
import type { Coin } from './coins.js';
import type { LiveClaim } from './claimTrie.js';
import { claimScript } from './claimScript.js';

/** No new claim is made while the trie has this number of confirmed claims. */
export const MAX_CLAIMED_NAMES = 50;

/**
 * Turns a payment on an LBRY chain at random into a transaction whose first output claims a name, supports a claim, or updates the claim
 * that it spends. A payment that spends a claim and is returned unchanged abandons the claim.
 *
 * @param claims the confirmed claims
 * @param count a number that this chain has not used before; it makes the claimed name unique
 */
export function claimTransaction(
  prng: SeededRandom,
  transaction: Transaction,
  { coin, claims, count }: { coin: Coin; claims: readonly LiveClaim[]; count: number },
): Transaction {
  const claim = updateOf(coin) ?? newClaim();
  const [first, ...rest] = transaction.outputs;
  if (claim === undefined || first === undefined) return transaction;
  return { ...transaction, outputs: [{ ...first, script: claimScript(claim, first.script) }, ...rest] };

  function updateOf({ outPoint, output }: Coin): Claim | undefined {
    const spent = claimOf(output.script);
    if (spent === undefined || spent.kind === 'support') return undefined;
    // One in four spent claims is abandoned.
    if (prng.below(4) === 0) return undefined;
    const claimId = spent.kind === 'claim' ? claimIdOf(outPoint) : spent.claimId;
    return { kind: 'update', name: spent.name, claimId, value: valueOf(spent.name, 'again') };
  }

  function newClaim(): Claim | undefined {
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

/** A readable value. On the real network it is a protocol buffer. */
function valueOf(name: string, edition: string): Uint8Array {
  return bytesOfText(`${edition} value of ${name}`);
}
