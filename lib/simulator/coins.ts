import type { OutPoint, TransactionOutput } from '../messages/transaction.js';
import type { SeededRandom } from '../collections/seededRandom.js';

/** An unspent output. */
export interface Coin {
  readonly outPoint: OutPoint;
  readonly output: TransactionOutput;
}

/** A further coin evicts the oldest, which is then never spent. */
const MAX_COINS = 1000;

/** The unspent outputs that new transactions may spend, at most 1000. */
export class Coins {
  private readonly coins = new Map<string, Coin>();

  add(coin: Coin): void {
    this.coins.set(keyOf(coin.outPoint), coin);
    if (this.coins.size > MAX_COINS) this.coins.delete(this.coins.keys().next().value!);
  }

  remove(outPoint: OutPoint): void {
    this.coins.delete(keyOf(outPoint));
  }

  /** Removes and returns a random one. */
  take(prng: SeededRandom): Coin {
    const coin = [...this.coins.values()][prng.below(this.coins.size)]!;
    this.remove(coin.outPoint);
    return coin;
  }
}

function keyOf({ hash, index }: OutPoint): string {
  return `${hash}:${index}`;
}
