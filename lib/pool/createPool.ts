import { defer, from, map, merge, mergeMap, type Observable, type SchedulerLike } from 'rxjs';
import { createIdentity } from '../conversations/identity.js';
import type { Duplex } from '../duplex.js';
import type { Message, MessageOf } from '../messages/table.js';
import { createPeer } from '../peer/createPeer.js';
import { requireCommand } from '../peer/commandStreams.js';
import { cryptoRandom } from '../peer/cryptoRandom.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';
import { preciseScheduler } from '../peer/preciseScheduler.js';
import { dialTcp } from '../transport/tcp.js';
import { AddressBook, type BookEntry } from './addressBook.js';
import { backoffMs, type BackoffOptions } from './backoff.js';
import { chooseCandidate, type Choice } from './candidates.js';
import { DEFAULT_MAX_BACKOFF_MS, fixedAddressesOf, requirePoolOptions, type PoolOptions } from './options.js';
import { OutboundSlots, type OutboundEnd } from './outboundSlots.js';
import type { Pool, PeerMessage } from './pool.js';
import { PoolEvents } from './poolEvents.js';

/**
 * Keeps connections to many peers up, and makes one stream of what they say.
 *
 *     pool.joined$    --a---b-------c--|      each peer, once ready
 *     pool.left$      --------(a)------|      each that was, with its reason
 *     pool.peers$     p-p---p-p-----p--|      the present set
 *     pool.on('inv')  ---i-ij--jj-j-cc-|      { peer, message } of all of them
 *
 * Nothing is dialled until `start()`. Errors at the call with LocalProtocolError `INVALID_OPTION`, naming the option.
 */
export function createPool<Msg extends Message = Message>(options: PoolOptions<Msg>): Pool<Msg> {
  requirePoolOptions(options);
  return new PeerPool({ ...options } as PoolOptions) as unknown as Pool<Msg>;
}

class PeerPool implements Pool {
  readonly peers$: Pool['peers$'];
  readonly joined$: Pool['joined$'];
  readonly left$: Pool['left$'];
  readonly failed$: Pool['failed$'];
  readonly faults$: Pool['faults$'];
  readonly stats$: Pool['stats$'];
  readonly messages$: Pool['messages$'];

  private readonly scheduler: SchedulerLike;
  private readonly random: (bytes: number) => Uint8Array;
  private readonly backoff: BackoffOptions;
  private readonly events: PoolEvents;
  private readonly book: AddressBook;
  private readonly slots: OutboundSlots;
  private state: 'new' | 'started' | 'closed' = 'new';

  constructor(private readonly options: PoolOptions) {
    const { scheduler = preciseScheduler, random = cryptoRandom } = options;
    this.scheduler = scheduler;
    this.random = random;
    this.backoff = { minMs: options.minBackoffMs ?? 5000, maxMs: options.maxBackoffMs ?? DEFAULT_MAX_BACKOFF_MS };
    const identity = options.identity ?? createIdentity();
    const peerOf = (duplex: Duplex): Peer => createPeer(duplex, { ...options, identity });
    this.book = new AddressBook({ capacity: options.addressBookCapacity ?? 10_000, random });
    const connectTimeoutMs = options.connectTimeoutMs ?? 30_000;
    this.slots = new OutboundSlots({
      count: options.outbound ?? 8,
      connectTimeoutMs,
      scheduler,
      dial: options.dial ?? (({ host, port }) => dialTcp({ host, port, connectTimeoutMs, scheduler })),
      peerOf,
      choose: () => this.choose(),
      onReady: (entry, peer) => this.ready(entry, peer),
      onEnd: (entry, end) => this.ended(entry, end),
      onDial: () => this.events.changed(),
      onShortage: () => undefined,
    });
    this.events = new PoolEvents(() => ({
      connecting: this.slots.connecting,
      freshAddresses: this.book.freshCount,
      triedAddresses: this.book.triedCount,
      bannedAddresses: 0,
    }));
    const { events } = this;
    this.peers$ = events.peers$;
    this.joined$ = events.joined$;
    this.left$ = events.left$;
    this.failed$ = events.failed$;
    this.faults$ = events.faults$;
    this.stats$ = events.stats$;
    this.messages$ = this.ofEach((peer) => peer.messages$);
  }

  on<C extends Message['command']>(command: C): Observable<PeerMessage<Message, MessageOf<C>>> {
    requireCommand(this.options.network, command);
    return this.ofEach((peer) => peer.on(command));
  }

  start(): void {
    if (this.state !== 'new') return;
    this.state = 'started';
    for (const address of fixedAddressesOf(this.options)) this.book.addFixed(address);
    this.events.changed();
    this.slots.fill();
  }

  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.slots.close();
    this.events.complete();
  }

  /** Subscribes to peers as long as somebody wants their messages. */
  private ofEach<M extends Message>(
    messagesOf: (peer: ReadyPeer) => Observable<M>,
  ): Observable<PeerMessage<Message, M>> {
    return defer(() =>
      merge(from(this.events.peers), this.joined$).pipe(
        mergeMap((peer) => messagesOf(peer).pipe(map((message) => ({ peer, message })))),
      ),
    );
  }

  private choose(): Choice {
    const groups = new Set([...this.slots.taken.values()].map(({ entry }) => entry.address.group));
    return chooseCandidate(this.book, {
      nowMs: this.scheduler.now(),
      random: this.random,
      isExcluded: ({ address }) => this.slots.taken.has(address.key),
      notBeforeMs: (entry) => entry.notBeforeMs,
      isCrowded: ({ address }) => groups.has(address.group),
    });
  }

  private ready({ address }: BookEntry, peer: ReadyPeer): void {
    this.book.good(address.key, peer.remote.services, this.scheduler.now());
    this.events.joined(peer);
  }

  private ended(entry: BookEntry, { peer, reason, error }: OutboundEnd): void {
    const nowMs = this.scheduler.now();
    this.book.failed(entry.address.key, nowMs, false);
    entry.notBeforeMs = nowMs + backoffMs(entry.failures, this.backoff, this.random);
    if (peer !== undefined && reason !== undefined) this.events.left(peer, reason);
    else if (error !== undefined && this.state !== 'closed') {
      this.events.failed({ address: entry.address.key, direction: 'outbound', error });
    }
  }
}
