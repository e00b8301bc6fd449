import { defer, Subscription, take, throwIfEmpty, type Observable, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { PeerTimeoutError, toPeerError, TransportError } from '../base/errors.js';
import { deadline } from '../operators/deadline.js';
import { MAX_DELAY_MS } from '../base/optionChecks.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';
import type { BookEntry } from './addressBook.js';
import type { Choice } from './candidates.js';
import { trackPeer, type PeerEnd } from './trackPeer.js';

/** How long a place stays empty after a connection has ended, so that addresses that fail at once are not all run through at once. */
const PAUSE_MS = 500;

export interface OutboundSlotsOptions {
  /** How many there are. */
  outbound: number;
  connectTimeoutMs: number;
  scheduler: SchedulerLike;
  dial: (address: { host: string; port: number }) => Observable<Duplex>;
  peerOf: (duplex: Duplex) => Peer;
  choose: () => Choice;
  onReady: (entry: BookEntry, peer: ReadyPeer) => void;
  onEnd: (entry: BookEntry, end: PeerEnd) => void;
  /** Dials have begun. */
  onDial: () => void;
  /** There is nobody to dial. */
  onShortage: () => void;
}

/** One place that is taken: by a dial, a handshake, or a peer that is ready. */
export interface Slot {
  readonly entry: BookEntry;
  peer: Peer | undefined;
  ready: ReadyPeer | undefined;
  readonly subscription: Subscription;
}

/** The places of the connections that we make: fills those that are empty, as long as somebody can be dialled. */
export class OutboundSlots {
  /** By the address's key: never two connections to one address. */
  readonly taken = new Map<string, Slot>();
  private resting = 0;
  private isClosed = false;
  private readonly pauses = new Subscription();
  private wake = Subscription.EMPTY;

  constructor(private readonly options: OutboundSlotsOptions) {}

  get readyCount(): number {
    let count = 0;
    for (const { ready } of this.taken.values()) if (ready !== undefined) count += 1;
    return count;
  }

  get connecting(): number {
    return this.taken.size - this.readyCount;
  }

  /** Dials for every empty place; where nobody can be dialled yet, comes back by itself when somebody can. */
  fill(): void {
    this.wake.unsubscribe();
    while (!this.isClosed && this.taken.size + this.resting < this.options.outbound) {
      const choice = this.options.choose();
      if ('entry' in choice) {
        this.dial(choice.entry);
        this.options.onDial();
        continue;
      }
      this.wakeAt(choice.nextMs);
      this.options.onShortage();
      return;
    }
  }

  /** Ends the connections to a host. */
  closeHost(hostKey: string): void {
    for (const slot of [...this.taken.values()]) {
      if (slot.entry.address.hostKey !== hostKey) continue;
      slot.subscription.unsubscribe();
      // A peer reports its own end.
      if (slot.peer === undefined) this.end(slot, { stayedMs: 0 });
    }
  }

  close(): void {
    this.isClosed = true;
    this.wake.unsubscribe();
    this.pauses.unsubscribe();
    for (const { subscription } of [...this.taken.values()]) subscription.unsubscribe();
    this.taken.clear();
  }

  private wakeAt(atMs: number | undefined): void {
    if (atMs === undefined) return;
    const { scheduler } = this.options;
    const delayMs = Math.min(MAX_DELAY_MS, Math.max(0, atMs - scheduler.now()));
    this.wake = scheduler.schedule(() => this.fill(), delayMs);
  }

  private dial(entry: BookEntry): void {
    const { connectTimeoutMs, dial, peerOf, scheduler } = this.options;
    const { host, key, port } = entry.address;
    const slot: Slot = { entry, peer: undefined, ready: undefined, subscription: new Subscription() };
    this.taken.set(key, slot);
    const late = (): Error => {
      const fact = `no connection to ${key} within ${connectTimeoutMs} ms`;
      return new PeerTimeoutError('CONNECT_TIMEOUT', fact, connectTimeoutMs);
    };
    const none = (): Error => new TransportError('CONNECT_FAILED', `no connection to ${key}: none was given`);
    slot.subscription.add(
      defer(() => dial({ host, port }))
        .pipe(take(1), throwIfEmpty(none), deadline({ timeoutMs: connectTimeoutMs, error: late, scheduler }))
        .subscribe({
          next: (duplex) => this.lead(slot, peerOf(duplex)),
          error: (error: unknown) => this.end(slot, { error: toPeerError(error, 'dial'), stayedMs: 0 }),
        }),
    );
  }

  private lead(slot: Slot, peer: Peer): void {
    slot.peer = peer;
    slot.subscription.add(
      trackPeer(peer, {
        onReady: (ready) => {
          slot.ready = ready;
          this.options.onReady(slot.entry, ready);
        },
        onEnd: (end) => this.end(slot, end),
      }),
    );
  }

  private end(slot: Slot, end: PeerEnd): void {
    this.taken.delete(slot.entry.address.key);
    if (!this.isClosed) this.rest();
    this.options.onEnd(slot.entry, end);
  }

  private rest(): void {
    this.resting += 1;
    const pause = this.options.scheduler.schedule(() => {
      this.pauses.remove(pause);
      this.resting -= 1;
      this.fill();
    }, PAUSE_MS);
    this.pauses.add(pause);
  }
}
