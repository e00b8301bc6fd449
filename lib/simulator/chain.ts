import { Subject } from 'rxjs';
import { bytesOfText } from '../codec/text.js';
import type { Hash } from '../codec/primitives.js';
import { txid } from '../digests/transactionId.js';
import { requireInteger } from '../base/optionChecks.js';
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

/** The number of newest blocks that are stored with their transactions. For older blocks only the header is stored. */
export const MAX_STORED_BLOCKS = 2000;
/** The number of newest headers that are stored, in addition to the genesis header. */
export const MAX_STORED_HEADERS = 50_000;

/** Timestamp of the genesis block, the same as on Bitcoin's regtest. Timestamps of blocks are ten minutes apart. */
const GENESIS_TIMESTAMP = 1_296_688_602;
const BLOCK_SPACING_SECONDS = 600;
const BEFORE_GENESIS = { height: -1, hash: '0'.repeat(64) };

/** The read-only part of a chain that the conversations of a node serve. */
export type ServedChain = Pick<
  SimulatedChain,
  'entry$' | 'transaction$' | 'mempool' | 'tip' | 'at' | 'find' | 'following'
>;

/** Options of SimulatedChain. */
export interface SimulatedChainOptions {
  /** The network of blocks and transactions. */
  network: Network;
  /** The same seed results in the same chain. 0 to 0xffff_ffff, default 1. */
  seed?: number | undefined;
  /** Initial blocks above the genesis block: 0 to 50,000. Default 10. */
  initialBlocks?: number | undefined;
}

/**
 * A chain of blocks and a mempool, generated from a seed: linked headers with valid Merkle roots and proof of work (of regtest's
 * difficulty), and transactions that spend existing outputs. Signatures are random bytes. The genesis block is the same for every seed, and
 * differs from the genesis block of the network. On LBRY networks some transactions claim names, or update, support or abandon claims, and
 * headers have the valid root of the claim trie.
 *
 * Stores the last 50,000 headers, 2000 blocks, 1000 unspent outputs, 2000 unconfirmed transactions, and the last 2500 transactions of all.
 */
export class SimulatedChain {
  /** The network of the options. */
  readonly network: Network;
  /** The unconfirmed transactions. */
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

  /** Errors with LocalProtocolError `INVALID_OPTION` for a seed or number of blocks that is out of range. */
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

  /** The newest block. */
  tip(): ChainEntry {
    return this.entries.at(-1)!;
  }

  /** The block of this height; undefined if its header is not stored. */
  at(height: number): ChainEntry | undefined {
    return this.entries[height - this.entries[0]!.height];
  }

  /** The block of this hash; undefined if its header is not stored. */
  find(hash: Hash): ChainEntry | undefined {
    return this.byHash.get(hash);
  }

  /**
   * At most `maxCount` blocks after the first known hash of the locator, or after the oldest stored block if no hash is known, up to and
   * including `stopHash` (Bitcoin Core, FindForkInGlobalIndex).
   */
  following({ locator, stopHash }: { locator: readonly Hash[]; stopHash: Hash }, maxCount: number): ChainEntry[] {
    const fork = locator.map((hash) => this.byHash.get(hash)).find((entry) => entry !== undefined);
    const start = fork === undefined ? 1 : fork.height - this.entries[0]!.height + 1;
    const entries = this.entries.slice(start, start + maxCount);
    const stopIndex = entries.findIndex(({ hash }) => hash === stopHash);
    return stopIndex === -1 ? entries : entries.slice(0, stopIndex + 1);
  }

  /** Adds a block with all transactions of the mempool. */
  mine(): ChainEntry {
    const entry = this.append(this.prng.bytes(8), lockingScript(this.prng));
    this.entrySubject$.next(entry);
    return entry;
  }

  /** Adds a transaction to the mempool. */
  relay(): PooledTransaction {
    // Children before parents: a coin that an evicted child gives back is removed again with its parent.
    for (const { spends, transaction, txid } of this.mempool.evict().reverse()) {
      transaction.outputs.forEach((_, index) => this.coins.remove({ hash: txid, index }));
      this.coins.add(spends);
    }
    const coin = this.coins.take(this.prng);
    const pooled = this.mempool.add(this.createTransaction(coin), coin);
    this.addCoins(pooled.txid, pooled.transaction);
    this.transactionSubject$.next(pooled);
    return pooled;
  }

  /** The claims of an LBRY chain in the order of their last change; empty on other chains. */
  claims(): readonly LiveClaim[] {
    return this.claimTrie?.list() ?? [];
  }

  private createTransaction(coin: Coin): Transaction {
    const payment = paymentTransaction(this.prng, coin);
    if (this.claimTrie === undefined) return payment;
    return claimTransaction(this.prng, payment, { coin, claims: this.claimTrie.list(), count: ++this.claimCount });
  }

  private append(extraNonce: Uint8Array, script: Uint8Array): ChainEntry {
    const { height, hash: prevBlock } = this.entries.length === 0 ? BEFORE_GENESIS : this.tip();
    const pooled = this.mempool.drain().map(({ transaction }) => transaction);
    const coinbase = coinbaseTransaction({ height: height + 1, extraNonce, script, transactions: pooled });
    const timestamp = GENESIS_TIMESTAMP + (height + 1) * BLOCK_SPACING_SECONDS;
    const transactions = [coinbase, ...pooled];
    const claimTrie = this.claimTrie?.connect(transactions, height + 1);
    const block = mineBlock(this.network, { prevBlock, timestamp, transactions, claimTrie });
    const entry = new StoredBlock(this.network, height + 1, block);
    this.addCoins(txid(coinbase), coinbase);
    this.store(entry);
    return entry;
  }

  private store(entry: ChainEntry): void {
    this.entries.push(entry);
    this.byHash.set(entry.hash, entry);
    const old = this.at(entry.height - MAX_STORED_BLOCKS);
    if (old instanceof StoredBlock) {
      const headerOnly = old.withoutBody();
      this.entries[old.height - this.entries[0]!.height] = headerOnly;
      this.byHash.set(old.hash, headerOnly);
    }
    if (this.entries.length > MAX_STORED_HEADERS + 1) this.byHash.delete(this.entries.shift()!.hash);
  }

  private addCoins(hash: Hash, { outputs }: Transaction): void {
    for (const [index, output] of outputs.entries()) {
      if (output.value > 0n) this.coins.add({ outPoint: { hash, index }, output });
    }
  }
}

/** Errors with LocalProtocolError `INVALID_OPTION` for a seed or number of blocks that is out of range. */
export function requireChainOptions({ seed = 1, initialBlocks = 10 }: Omit<SimulatedChainOptions, 'network'>): void {
  requireInteger('seed', seed, 0, 0xffff_ffff);
  requireInteger('initialBlocks', initialBlocks, 0, MAX_STORED_HEADERS);
}
