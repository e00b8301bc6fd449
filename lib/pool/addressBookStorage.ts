import { interval, type SchedulerLike, type Subscription } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import { parseAddress } from '../address/addressText.js';
import { invalidOption } from '../base/optionChecks.js';
import type { AddressBook } from './addressBook.js';
import { loadAddressBook, saveAddressBook } from './addressBookFile.js';
import { MAX_AVOIDED_HOSTS } from './avoidedHosts.js';
import { HORIZON_MS } from './gossip.js';
import { isReachable, type Reach } from './peerAddress.js';
import { PoolError } from './poolError.js';
import type { Reputation } from './reputation.js';

/** The interval of saving. Source: Bitcoin Core, net.cpp DUMP_PEERS_INTERVAL. */
const SAVE_INTERVAL_MS = 15 * 60_000;

export interface AddressBookStorageOptions {
  /** The path of the file. */
  file: string;
  /** The name of the network: the book of another one is an error. */
  network: string;
  book: AddressBook;
  reputation: Reputation;
  reach: Reach;
  scheduler: SchedulerLike;
  /** Called for a file that cannot be read, parsed or written. */
  onFault: (error: PoolError) => void;
}

/** Loads the saved address book and avoided hosts on `open`, and saves both every 15 minutes and on `close`. */
export class AddressBookStorage {
  private saveTimer: Subscription | undefined;

  constructor(private readonly options: AddressBookStorageOptions) {}

  /**
   * Restores the addresses that may be dialled, and the avoided hosts. If the file cannot be read, it is not changed, and nothing is saved
   * later.
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
    this.saveTimer = interval(SAVE_INTERVAL_MS, scheduler).subscribe(() => this.save());
  }

  close(): void {
    if (this.saveTimer === undefined) return;
    this.saveTimer.unsubscribe();
    this.save();
  }

  private load(): void {
    const { book, file, network, reach, reputation, scheduler } = this.options;
    const { fresh, tried } = book;
    const saved = loadAddressBook(file, fresh.capacity + tried.capacity + 2 * MAX_AVOIDED_HOSTS);
    if (saved === undefined) return;
    if (saved.network !== network) {
      invalidOption('addressBookFile', `a book of ${network} expected, got one of ${saved.network}`);
    }
    const nowMs = wallClockMs(scheduler);
    for (const entry of saved.entries) {
      const address = parseAddress(entry.address.host);
      if (address === undefined || !isReachable(address, entry.address.port, reach)) continue;
      if (entry.lastGoodMs > 0 || nowMs - entry.lastSeenMs <= HORIZON_MS) book.restore(entry);
    }
    for (const entry of saved.avoided) reputation.restore(entry);
  }

  private save(): void {
    const { book, file, network, onFault, reputation } = this.options;
    const avoided = [...reputation.discouraged, ...reputation.banned];
    try {
      saveAddressBook(file, { network, entries: [...book.tried, ...book.fresh], avoided });
    } catch (error) {
      onFault(error as PoolError);
    }
  }
}
