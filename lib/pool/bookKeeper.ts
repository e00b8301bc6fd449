import { interval, type SchedulerLike, type Subscription } from 'rxjs';
import { wallClockMs } from '../clock.js';
import { addressOfText } from '../messages/addressText.js';
import { invalidOption } from '../optionChecks.js';
import type { AddressBook } from './addressBook.js';
import { loadBook, saveBook } from './addressBookFile.js';
import { MAX_BANS, type Bans } from './bans.js';
import { HORIZON_MS } from './gossip.js';
import { isReachable, type Reach } from './peerAddress.js';
import { PoolError } from './poolError.js';

/** Bitcoin Core, net.cpp DUMP_PEERS_INTERVAL. */
const SAVE_INTERVAL_MS = 15 * 60_000;

export interface BookKeeperOptions {
  file: string;
  network: string;
  book: AddressBook;
  bans: Bans;
  banMs: number;
  reach: Reach;
  scheduler: SchedulerLike;
  onFault: (error: PoolError) => void;
}

/** Finds the address book where it was saved, and saves it: every 15 minutes, and when the pool closes. */
export class BookKeeper {
  private saving: Subscription | undefined;

  constructor(private readonly options: BookKeeperOptions) {}

  /**
   * Fills the book and the bans with what was saved, but for what cannot be dialled now. A file that cannot be read is left as it is, and
   * nothing is saved then.
   *
   * Errors with LocalProtocolError `INVALID_OPTION` for the book of another network.
   */
  open(): void {
    const { onFault, scheduler } = this.options;
    try {
      this.load();
    } catch (error) {
      if (!(error instanceof PoolError)) throw error;
      onFault(error);
      if (error.code === 'FILE_FAILED') return;
    }
    this.saving = interval(SAVE_INTERVAL_MS, scheduler).subscribe(() => this.save());
  }

  close(): void {
    if (this.saving === undefined) return;
    this.saving.unsubscribe();
    this.save();
  }

  private load(): void {
    const { banMs, bans, book, file, network, reach, scheduler } = this.options;
    const { fresh, tried } = book;
    const saved = loadBook(file, fresh.capacity + tried.capacity + MAX_BANS);
    if (saved === undefined) return;
    if (saved.network !== network) {
      invalidOption('addressBookFile', `a book of ${network} expected, got one of ${saved.network}`);
    }
    const nowMs = wallClockMs(scheduler);
    for (const entry of saved.entries) {
      const address = addressOfText(entry.address.host);
      if (address === undefined || !isReachable(address, reach)) continue;
      if (entry.lastGoodMs > 0 || nowMs - entry.lastSeenMs <= HORIZON_MS) book.restore(entry);
    }
    // No ban is longer than those of now, so they end in their order.
    const ends = saved.bans.map(([who, untilMs]) => [who, Math.min(untilMs, nowMs + banMs)] as const);
    for (const [who, untilMs] of ends.sort(([, a], [, b]) => a - b)) if (untilMs > nowMs) bans.add(who, untilMs);
  }

  private save(): void {
    const { bans, book, file, network, onFault } = this.options;
    try {
      saveBook(file, { network, entries: [...book.tried, ...book.fresh], bans: [...bans.entries] });
    } catch (error) {
      onFault(error as PoolError);
    }
  }
}
