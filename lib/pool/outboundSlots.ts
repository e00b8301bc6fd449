import { Subscription, type Observable, type SchedulerLike } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import { toPeerError } from '../base/errors.js';
import { isV2Refusal } from '../connect/fallBackToV1.js';
import { dialOnce } from '../connect/dialOnce.js';
import { MAX_DELAY_MS } from '../base/optionChecks.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';
import type { AddressBookEntry } from './addressBookEntry.js';
import type { CandidateChoice } from './candidates.js';
import type { TransportChoice } from '../frame/transportChoice.js';
import { ServiceFlags } from '../messages/services.js';
import { trackPeer, type PeerEnd } from './trackPeer.js';

/** The time for which a slot stays empty after its connection has ended: it limits the rate of dials if every address fails at once. */
const PAUSE_MS = 500;

export interface OutboundSlotsOptions {
  /** The number of slots. */
  outbound: number;
  connectTimeoutMs: number;
  scheduler: SchedulerLike;
  dial: (address: { host: string; port: number }) => Observable<Duplex>;
  transport: TransportChoice;
  /** @param fallback why v1 is used although v2 was tried first */
  createPeer: (duplex: Duplex, transport: 'v1' | 'v2', fallback?: string) => Peer;
  chooseCandidate: () => CandidateChoice;
  /** Called when a handshake completes. */
  onReady: (entry: AddressBookEntry, peer: ReadyPeer) => void;
  /** Called when a connection has ended or could not be opened. */
  onEnd: (entry: AddressBookEntry, end: PeerEnd) => void;
  /** Called when dialling an address has started. */
  onDial: () => void;
  /** Called when a slot is empty and no address can be dialled now. */
  onNoCandidate: () => void;
}

/** One slot in use: dialling (no `peer`), handshaking (`peer`), or ready (`ready`). */
export interface OutboundSlot {
  readonly entry: AddressBookEntry;
  peer: Peer | undefined;
  ready: ReadyPeer | undefined;
  /** Unsubscribing cancels the dial or closes the peer. */
  readonly subscription: Subscription;
}

/**
 * The slots of outbound connections: dials an address for each empty slot as long as one can be dialled. A slot is dialling, handshaking, ready,
 * then paused for PAUSE_MS, then empty.
 */
export class OutboundSlots {
  /** The slots in use by address key, so there is never a second connection to one address. */
  readonly used = new Map<string, OutboundSlot>();
  private pausedCount = 0;
  private isClosed = false;
  private readonly pauses = new Subscription();
  private refillTimer = Subscription.EMPTY;

  constructor(private readonly options: OutboundSlotsOptions) {}

  get readyCount(): number {
    let count = 0;
    for (const { ready } of this.used.values()) if (ready !== undefined) count += 1;
    return count;
  }

  get connectingCount(): number {
    return this.used.size - this.readyCount;
  }

  /** Dials an address for every empty slot. If none can be dialled now, a timer calls this again when one can. */
  fill(): void {
    this.refillTimer.unsubscribe();
    while (!this.isClosed && this.used.size + this.pausedCount < this.options.outbound) {
      const choice = this.options.chooseCandidate();
      if ('entry' in choice) {
        this.dial(choice.entry);
        this.options.onDial();
        continue;
      }
      this.refillAt(choice.nextMs);
      this.options.onNoCandidate();
      return;
    }
  }

  /** Closes the connections to a host. */
  closeHost(hostKey: string): void {
    for (const slot of [...this.used.values()]) {
      if (slot.entry.address.hostKey !== hostKey) continue;
      slot.subscription.unsubscribe();
      // A peer reports its own end.
      if (slot.peer === undefined) this.end(slot, { readyForMs: 0 });
    }
  }

  close(): void {
    this.isClosed = true;
    this.refillTimer.unsubscribe();
    this.pauses.unsubscribe();
    for (const { subscription } of [...this.used.values()]) subscription.unsubscribe();
    this.used.clear();
  }

  private refillAt(atMs: number | undefined): void {
    if (atMs === undefined) return;
    const { scheduler } = this.options;
    const delayMs = Math.min(MAX_DELAY_MS, Math.max(0, atMs - scheduler.now()));
    this.refillTimer = scheduler.schedule(() => this.fill(), delayMs);
  }

  /** @param fallback why v1 is used although v2 was tried first */
  private dial(
    entry: AddressBookEntry,
    transport = transportFor(entry, this.options.transport),
    fallback?: string,
  ): void {
    const { createPeer } = this.options;
    const { key } = entry.address;
    const slot: OutboundSlot = { entry, peer: undefined, ready: undefined, subscription: new Subscription() };
    this.used.set(key, slot);
    slot.subscription.add(
      dialOnce(entry.address, this.options).subscribe({
        next: (duplex) => this.track(slot, createPeer(duplex, transport, fallback)),
        error: (error: unknown) => this.end(slot, { error: toPeerError(error, 'dial'), readyForMs: 0 }),
      }),
    );
  }

  private track(slot: OutboundSlot, peer: Peer): void {
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

  private end(slot: OutboundSlot, end: PeerEnd): void {
    this.used.delete(slot.entry.address.key);
    if (isV2Refusal(end.error) && this.options.transport === 'v2-or-v1' && !this.isClosed) {
      this.dial(slot.entry, 'v1', end.error.message);
      return;
    }
    if (!this.isClosed) this.pauseSlot();
    this.options.onEnd(slot.entry, end);
  }

  private pauseSlot(): void {
    this.pausedCount += 1;
    const pause = this.options.scheduler.schedule(() => {
      this.pauses.remove(pause);
      this.pausedCount -= 1;
      this.fill();
    }, PAUSE_MS);
    this.pauses.add(pause);
  }
}

/**
 * The transport by which an address is dialled first. With `v2-or-v1` it is v2 if the last handshake used v2, or the node offers it
 * (NODE_P2P_V2), or nothing is known about the node; Bitcoin Core decides by the flag (net.cpp, OpenNetworkConnection).
 */
function transportFor({ services, transport }: AddressBookEntry, choice: TransportChoice): 'v1' | 'v2' {
  if (choice !== 'v2-or-v1') return choice;
  const isOffered = (services & ServiceFlags.p2pV2) !== 0n || services === 0n;
  return isOffered || transport === 2 ? 'v2' : 'v1';
}
