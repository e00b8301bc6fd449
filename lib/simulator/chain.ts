import { Subject } from 'rxjs';
import { bytesOfText } from '../codec/text.js';
import type { Hash } from '../codec/primitives.js';
import { txid } from '../digests/transactionId.js';
import { LocalProtocolError } from '../base/errors.js';
import type { Transaction } from '../messages/transaction.js';
import { emptyHeader } from '../networks/emptyHeader.js';
import type { Network } from '../networks/network.js';
import { claimTransaction } from './claimPayment.js';
import { ClaimTrie, type LiveClaim } from './claimTrie.js';
import { coinbaseTransaction } from './coinbase.js';
import { Coins, type Coin } from './coins.js';
import { StoredBlock, type ChainEntry } from './storedBlock.js';
import { Mempool, type PooledTransaction } from './mempool.js';
import { mineBlock } from './mineBlock.js';
import { lockingScript, paymentTransaction } from './payment.js';
import { createSeededRandom } from '../collections/seededRandom.js';

/** Blocks that are kept whole, as bytes; of older ones the header alone. */
export const MAX_STORED_BLOCKS = 2000;
/** Headers that are kept. */
export const MAX_STORED_HEADERS = 50_000;

/** The genesis block's time: that of Bitcoin's regtest. Each block comes ten minutes after the one before. */
const GENESIS_TIMESTAMP = 1_296_688_602;
const BLOCK_SPACING_SECONDS = 600;
const BEFORE_GENESIS = { height: -1, hash: '0'.repeat(64) };

/** As much of a chain as a node serves to others. */
export type ServedChain = Pick<
  SimulatedChain,
  'entry$' | 'transaction$' | 'mempool' | 'tip' | 'at' | 'find' | 'following'
>;

export interface SimulatedChainOptions {
  network: Network;
  /** The same seed, the same chain. Default 1. */
  seed?: number | undefined;
  /** Blocks above the genesis block at the start: 0 to 50,000. Default 10. */
  initialBlocks?: number | undefined;
}

/**
 * A chain of blocks and a mempool, all of it made from the seed: linked headers with true Merkle roots and proof of work (regtest's),
 * transactions that spend what is there. Nothing is signed. The genesis block is the same for every seed, and not the network's own.
 * On LBRY networks some transactions claim names, update, support or abandon claims, and headers have the true root of the claim trie.
 *
 * Keeps the last 50,000 headers, 2000 blocks, 1000 coins, 2000 waiting transactions and the last 2500 of all.
 */
export class SimulatedChain {
  readonly network: Network;
  readonly mempool = new Mempool();
  private readonly prng;
  private readonly coins = new Coins();
  private readonly claimTrie: ClaimTrie | undefined;
  private claimCount = 0;
  private readonly entries: ChainEntry[] = [];
  private readonly byHash = new Map<Hash, ChainEntry>();
  private readonly entrySubject$ = new Subject<ChainEntry>();
  private readonly transactionSubject$ = new Subject<PooledTransaction>();

  /** Each new block. Hot. */
  readonly entry$ = this.entrySubject$.asObservable();
  /** Each new transaction. Hot. */
  readonly transaction$ = this.transactionSubject$.asObservable();

  /** Errors with LocalProtocolError `INVALID_OPTION`. */
  constructor(options: SimulatedChainOptions) {
    requireChainOptions(options);
    const { network, seed = 1, initialBlocks = 10 } = options;
    this.network = network;
    if ('claimTrie' in emptyHeader(network)) this.claimTrie = new ClaimTrie(network.name);
    this.prng = createSeededRandom(seed, 'chain');
    this.append(bytesOfText(`rxpeer simulator ${network.name}`.slice(0, 75)), new Uint8Array([0x51]));
    for (let i = 0; i < initialBlocks; i++) {
      for (let count = this.prng.below(4); count > 0; count--) this.relay();
      this.mine();
    }
  }

  tip(): ChainEntry {
    return this.entries.at(-1)!;
  }

  /** The block of this height, as long as it is kept. */
  at(height: number): ChainEntry | undefined {
    return this.entries[height - this.entries[0]!.height];
  }

  /** The block of this hash, as long as it is kept. */
  find(hash: Hash): ChainEntry | undefined {
    return this.byHash.get(hash);
  }

  /** What follows the first hash of the locator that is known, or else the oldest block, up to `stopHash` (Bitcoin Core, FindForkInGlobalIndex). */
  following({ locator, stopHash }: { locator: readonly Hash[]; stopHash: Hash }, maxCount: number): ChainEntry[] {
    const known = locator.map((hash) => this.byHash.get(hash)).find((entry) => entry !== undefined);
    const start = known === undefined ? 1 : known.height - this.entries[0]!.height + 1;
    const entries = this.entries.slice(start, start + maxCount);
    const stop = entries.findIndex(({ hash }) => hash === stopHash);
    return stop === -1 ? entries : entries.slice(0, stop + 1);
  }

  /** Adds a block with all that waits in the mempool. */
  mine(): ChainEntry {
    const entry = this.append(this.prng.bytes(8), lockingScript(this.prng));
    this.entrySubject$.next(entry);
    return entry;
  }

  /** Adds a transaction to the mempool. */
  relay(): PooledTransaction {
    // Children first: the coin that an evicted child gives back goes again with its parent.
    for (const { spends, transaction, txid } of this.mempool.evict().reverse()) {
      transaction.outputs.forEach((_, index) => this.coins.remove({ hash: txid, index }));
      this.coins.add(spends);
    }
    const coin = this.coins.take(this.prng);
    const pooled = this.mempool.add(this.pay(coin), coin);
    this.addCoins(pooled.txid, pooled.transaction);
    this.transactionSubject$.next(pooled);
    return pooled;
  }

  /** The claims of an LBRY chain, the one that changed last at the end; none on other chains. */
  claims(): readonly LiveClaim[] {
    return this.claimTrie?.list() ?? [];
  }

  private pay(coin: Coin): Transaction {
    const paid = paymentTransaction(this.prng, coin);
    if (this.claimTrie === undefined) return paid;
    return claimTransaction(this.prng, paid, { coin, claims: this.claimTrie.list(), count: ++this.claimCount });
  }

  private append(extraNonce: Uint8Array, script: Uint8Array): ChainEntry {
    const { height, hash: prevBlock } = this.entries.length === 0 ? BEFORE_GENESIS : this.tip();
    const waiting = this.mempool.drain().map(({ transaction }) => transaction);
    const coinbase = coinbaseTransaction({ height: height + 1, extraNonce, script, transactions: waiting });
    const timestamp = GENESIS_TIMESTAMP + (height + 1) * BLOCK_SPACING_SECONDS;
    const transactions = [coinbase, ...waiting];
    const claimTrie = this.claimTrie?.connect(transactions, height + 1);
    const block = mineBlock(this.network, { prevBlock, timestamp, transactions, claimTrie });
    const entry = new StoredBlock(this.network, height + 1, block);
    this.addCoins(txid(coinbase), coinbase);
    this.keep(entry);
    return entry;
  }

  private keep(entry: ChainEntry): void {
    this.entries.push(entry);
    this.byHash.set(entry.hash, entry);
    const old = this.at(entry.height - MAX_STORED_BLOCKS);
    if (old instanceof StoredBlock) {
      const pruned = old.withoutBody();
      this.entries[old.height - this.entries[0]!.height] = pruned;
      this.byHash.set(old.hash, pruned);
    }
    if (this.entries.length > MAX_STORED_HEADERS + 1) this.byHash.delete(this.entries.shift()!.hash);
  }

  private addCoins(hash: Hash, { outputs }: Transaction): void {
    for (const [index, output] of outputs.entries()) {
      if (output.value > 0n) this.coins.add({ outPoint: { hash, index }, output });
    }
  }
}

/** Errors with LocalProtocolError `INVALID_OPTION`. */
export function requireChainOptions({ seed = 1, initialBlocks = 10 }: Omit<SimulatedChainOptions, 'network'>): void {
  requireInteger('seed', seed, 0, 0xffff_ffff);
  requireInteger('initialBlocks', initialBlocks, 0, MAX_STORED_HEADERS);
}

export function requireInteger(option: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new LocalProtocolError('INVALID_OPTION', `integer from ${min} to ${max} expected, got ${value}`, option);
}
