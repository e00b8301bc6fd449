import type { Hash } from '../codec/primitives.js';
import { claimIdOf, claimOf } from '../digests/claim.js';
import { txid } from '../digests/transactionId.js';
import type { OutPoint, Transaction } from '../messages/transaction.js';
import { claimHash, claimTrieRoot, type NamedHash } from './claimTrieRoot.js';

/** Heights at which a network's rules change, and the lifetime of claims in blocks (lbcd, claimtrie/param/general.go). */
interface ClaimRules {
  readonly expirationBlocks: number;
  readonly extendedExpirationBlocks: number;
  readonly extendedExpirationHeight: number;
  readonly allClaimsHeight: number;
}

const MAINNET: ClaimRules = {
  expirationBlocks: 262_974,
  extendedExpirationBlocks: 2_102_400,
  extendedExpirationHeight: 400_155,
  allClaimsHeight: 658_309,
};
const TESTNET: ClaimRules = { ...MAINNET, extendedExpirationHeight: 278_160, allClaimsHeight: 1_198_559 };
/** The rules of regtest, which are also those of simnet. */
const REGTEST: ClaimRules = {
  expirationBlocks: 500,
  extendedExpirationBlocks: 600,
  extendedExpirationHeight: 800,
  allClaimsHeight: 349,
};
const RULES: ReadonlyMap<string, ClaimRules> = new Map([
  ['lbry.mainnet', MAINNET],
  ['lbry.testnet', TESTNET],
]);

/** A claim that has not been spent and has not expired. */
export interface LiveClaim {
  /** The claimed name. */
  readonly name: string;
  /** The id of the claim as 40 hex digits: it depends on the output that made the claim. */
  readonly claimId: string;
  /** The output that made the claim or updated it last. */
  readonly outPoint: OutPoint;
  /** The height of that output's block. */
  readonly acceptedAt: number;
  /** The height at which the claim took over the name: the height of the block that made the claim. */
  readonly takenOverAt: number;
}

/**
 * The claims of a simulated LBRY chain and the root of the claim trie that its headers carry, as lbcd computes it.
 *
 * The simulator never claims a name twice, so bids and activation delays are not implemented. A claim takes over its name at once, and
 * keeps the name until the claim is spent without an update, or expires. Supports do not change the root. Names are lower-case ASCII, which
 * normalization does not change. Stores at most MAX_CLAIMED_NAMES claims plus those of one mempool.
 */
export class ClaimTrie {
  private readonly rules: ClaimRules;
  private readonly byOutPoint = new Map<string, LiveClaim & NamedHash>();
  private latestRoot = claimTrieRoot([], { isOfAllClaims: false });

  constructor(networkName: string) {
    this.rules = RULES.get(networkName) ?? REGTEST;
  }

  /** Number of claims. */
  get size(): number {
    return this.byOutPoint.size;
  }

  /** The root after the last block. */
  get root(): Hash {
    return this.latestRoot;
  }

  /** The claims in the order of their last change. */
  list(): readonly LiveClaim[] {
    return [...this.byOutPoint.values()];
  }

  /** Applies the transactions of the block at this height, and returns the root for its header. */
  connect(transactions: readonly Transaction[], height: number): Hash {
    for (const transaction of transactions) this.apply(transaction, height);
    for (const [key, claim] of this.byOutPoint) if (this.expiryOf(claim) <= height) this.byOutPoint.delete(key);
    const isOfAllClaims = height >= this.rules.allClaimsHeight;
    this.latestRoot = claimTrieRoot([...this.byOutPoint.values()], { isOfAllClaims });
    return this.latestRoot;
  }

  private apply(transaction: Transaction, height: number): void {
    const spent = new Map<string, LiveClaim>();
    for (const { previousOutput } of transaction.inputs) {
      const key = keyOf(previousOutput);
      const claim = this.byOutPoint.get(key);
      if (claim === undefined) continue;
      this.byOutPoint.delete(key);
      spent.set(claim.claimId, claim);
    }
    const hash = txid(transaction);
    for (const [index, { script }] of transaction.outputs.entries()) {
      const claim = claimOf(script);
      const outPoint = { hash, index };
      if (claim?.kind === 'claim') {
        this.add({
          name: claim.name,
          claimId: claimIdOf(outPoint),
          outPoint,
          acceptedAt: height,
          takenOverAt: height,
        });
      } else if (claim?.kind === 'update') {
        const updated = spent.get(claim.claimId);
        if (updated !== undefined) this.add({ ...updated, outPoint, acceptedAt: height });
      }
    }
  }

  private add(claim: LiveClaim): void {
    this.byOutPoint.set(keyOf(claim.outPoint), { ...claim, hash: claimHash(claim.outPoint, claim.takenOverAt) });
  }

  /** lbcd, claimtrie/node/node.go handleExpiredAndActivated. */
  private expiryOf({ acceptedAt }: LiveClaim): number {
    const { expirationBlocks, extendedExpirationBlocks, extendedExpirationHeight } = this.rules;
    const isExtended = acceptedAt + expirationBlocks > extendedExpirationHeight;
    return acceptedAt + (isExtended ? extendedExpirationBlocks : expirationBlocks);
  }
}

function keyOf({ hash, index }: OutPoint): string {
  return `${hash}:${index}`;
}
