import { defer, from, map, merge, mergeMap, type Observable, type ObservableInput } from 'rxjs';
import type { Duplex } from '../base/duplex.js';
import type { PeerError } from '../base/errors.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { PeerMessage } from '../monitor/peerMessage.js';
import { requireCommand } from '../peer/receive/commandStreams.js';
import { requireConsumeOptions, type ConsumeOptions } from '../peer/receive/consumers.js';
import { createOwnedPeer, type OwnedPeer } from '../peer/createPeer.js';
import type { ReadyPeer } from '../peer/peer.js';
import { peerSettings } from '../peer/peerSettings.js';
import type { BookEntry, HeardAddress } from './addressBook.js';
import type { AvoidedHost } from './avoidedHosts.js';
import { AddressBookStorage } from './addressBookStorage.js';
import { PeerSelector } from './peerSelector.js';
import { DnsSeeds } from './dnsSeeds.js';
import { hearGossip } from './gossip.js';
import { InboundListener } from './inboundListener.js';
import type { PeerEnd } from './trackPeer.js';
import type { PoolOptions } from './poolOptions.js';
import { OutboundSlots } from './outboundSlots.js';
import type { FailedConnection, Pool } from './pool.js';
import { PoolEvents } from './poolEvents.js';
import { detectSelfConnection } from './detectSelfConnection.js';
import type { BanOptions } from './reputation.js';
import { poolSettings, type PoolSettings } from './poolSettings.js';

/**
 * Keeps connections to many peers up, and makes one stream of what they say.
 *
 *     pool.joined$    --a---b----------|      each peer, once ready
 *     pool.left$      --------a-------b|      each that was, with its reason
 *     pool.peers$     p-p---p-p-------p|      the present set
 *     pool.on('inv')  ---i-ij--jj-j-j--|      { peer, message } of all of them
 *
 * Nothing is dialled or accepted until `start()`, so nobody who subscribes before that misses anything. It dials the user's `addresses`
 * first, then who was good before, then who was only heard of; and nobody of a network group that it has a peer of while it can dial
 * others. When it knows nobody to dial it asks the DNS seeds, again and again by pauses that grow to an hour: it never gives up, and
 * never errors. An address that fails is dialled again after pauses that double. The host of a peer that misbehaves (see
 * `CloseReason.misbehaviour`) is discouraged for a day: see `Pool.discouraged`. A pool never bans by itself.
 *
 * The peers' streams cost what is subscribed to: `on('inv')` is one subscription to `on('inv')` of each peer, and nothing is when nobody
 * listens. The pool itself hears addr and addrv2. Between two nodes that dial each other at the same time there are two connections, since
 * nothing in the protocol tells that they are one; a pool that dials itself notices, and does it once.
 *
 * Remembers at most `addressBookCapacity` addresses, 10,000 discouraged and 10,000 banned hosts, 100 addresses of its own, and the hosts that are connected.
 * Errors at the call with LocalProtocolError `INVALID_OPTION`, naming the option; so does `start()` for the book of another network.
 */
export function createPool<Msg extends Message = Message>(options: PoolOptions<Msg>): Pool<Msg> {
  return new PeerPool(poolSettings({ ...options } as PoolOptions)) as unknown as Pool<Msg>;
}

/** Joins the parts of a pool: who is known, who is dialled, who is let in; and what is told of it. */
class PeerPool implements Pool {
  private readonly events = new PoolEvents(() => ({
    connecting: this.slots.connecting + this.door.handshaking,
    freshAddresses: this.directory.book.freshCount,
    triedAddresses: this.directory.book.triedCount,
    discouragedAddresses: this.directory.reputation.discouraged.size,
    bannedAddresses: this.directory.reputation.banned.size,
  }));
  readonly peers$ = this.events.peers$;
  readonly joined$ = this.events.joined$;
  readonly left$ = this.events.left$;
  readonly failed$ = this.events.failed$;
  readonly faults$ = this.events.faults$;
  readonly stats$ = this.events.stats$;
  readonly messages$ = this.ofEach((peer) => peer.messages$);

  private readonly directory: PeerSelector;
  private readonly slots: OutboundSlots;
  private readonly door: InboundListener;
  private readonly seeds: DnsSeeds;
  private readonly keeper: AddressBookStorage | undefined;
  private state: 'new' | 'started' | 'closed' = 'new';

  constructor(private readonly settings: PoolSettings) {
    const { addressBookFile: file, dnsSeeds: names, peer: options } = settings;
    const { defaultPort: port, name: network } = options.network;
    const ofAllPeers = peerSettings(options);
    const peerOf = (duplex: Duplex): OwnedPeer => createOwnedPeer(duplex, ofAllPeers);
    const onFault = (error: PeerError): void => this.events.fault(error);
    this.directory = new PeerSelector(settings, () => this.events.changed());
    this.slots = new OutboundSlots({
      ...settings,
      peerOf,
      choose: () => this.directory.choose(this.slots.taken, this.door.hosts),
      onDial: () => this.events.changed(),
      onShortage: () => this.seeds.ask(this.slots.taken.size === 0),
      onReady: (entry, peer) => this.dialled(entry, peer),
      onEnd: (entry, end) => {
        this.directory.ended(entry, end, this.slots.readyCount > 0);
        this.tellEnd(end, { address: entry.address.key, direction: 'outbound' });
      },
    });
    this.door = new InboundListener({
      ...settings,
      peerOf: (duplex) =>
        detectSelfConnection(peerOf(duplex), this.slots.taken, (key) => this.directory.ourselves(key)),
      isBanned: (hostKey) => this.directory.reputation.isBanned(hostKey),
      isDiscouraged: (hostKey) => this.directory.reputation.isDiscouraged(hostKey),
      onAdmitted: () => this.events.changed(),
      onReady: (peer) => this.join(peer),
      onEnd: ({ address, host }, end) => {
        this.directory.judge(host, end.reason);
        this.tellEnd(end, { address, direction: 'inbound' });
      },
      onFault,
    });
    this.seeds = new DnsSeeds({
      ...settings,
      names,
      port,
      onHeard: (heard, source) => this.hear(heard, source),
      onFault,
      onDue: () => this.slots.fill(),
    });
    const { book, reputation } = this.directory;
    this.keeper =
      file === undefined
        ? undefined
        : new AddressBookStorage({ ...settings, book, file, network, onFault, reputation });
  }

  on<C extends Message['command']>(command: C): Observable<PeerMessage<MessageOf<C>, ReadyPeer>> {
    requireCommand(this.settings.peer.network, command);
    return this.ofEach((peer) => peer.on(command));
  }

  ban(host: string, options: BanOptions = {}): void {
    const hostKey = this.directory.reputation.ban(host, options);
    this.door.closeHost(hostKey);
    this.slots.closeHost(hostKey);
    this.events.changed();
  }

  unban(host: string): boolean {
    const wasAvoided = this.directory.reputation.forgive(host);
    if (wasAvoided) this.events.changed();
    if (wasAvoided && this.state === 'started') this.slots.fill();
    return wasAvoided;
  }

  banned(): readonly AvoidedHost[] {
    return [...this.directory.reputation.banned];
  }

  discouraged(): readonly AvoidedHost[] {
    return [...this.directory.reputation.discouraged];
  }

  consume<C extends Message['command'], R>(
    command: C,
    project: (message: PeerMessage<MessageOf<C>, ReadyPeer>) => ObservableInput<R>,
    options: ConsumeOptions = {},
  ): Observable<R> {
    requireCommand(this.settings.peer.network, command);
    requireConsumeOptions(options);
    return this.ofPeers((peer) => peer.consume(command, (message) => project({ peer, message }), options));
  }

  start(): void {
    if (this.state !== 'new') return;
    this.keeper?.open();
    this.state = 'started';
    this.directory.reputation.open();
    this.events.changed();
    if (this.settings.isListening) this.door.open();
    this.slots.fill();
  }

  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.seeds.close();
    this.door.close();
    this.slots.close();
    this.directory.reputation.close();
    // Behind the ends of the peers: those who were there until now were good until now.
    this.keeper?.close();
    this.events.complete();
  }

  private ofEach<M extends Message>(
    messagesOf: (peer: ReadyPeer) => Observable<M>,
  ): Observable<PeerMessage<M, ReadyPeer>> {
    return this.ofPeers((peer) => messagesOf(peer).pipe(map((message) => ({ peer, message }))));
  }

  /** A stream of each peer, merged: of those that are there at the subscription, and of those that join later. */
  private ofPeers<T>(project: (peer: ReadyPeer) => Observable<T>): Observable<T> {
    return defer(() => merge(from(this.events.peers), this.joined$).pipe(mergeMap(project)));
  }

  private dialled(entry: BookEntry, peer: ReadyPeer): void {
    this.directory.made(entry, peer.remote.services);
    this.seeds.helped();
    this.join(peer);
  }

  private join(peer: ReadyPeer): void {
    const { gossip, random, reach } = this.settings;
    this.events.joined(peer);
    if (gossip) hearGossip(peer, { random, reach, onHeard: (heard, source) => this.hear(heard, source) });
  }

  private hear(heard: readonly HeardAddress[], source: string): void {
    this.directory.hear(heard, source);
    this.events.changed();
    this.slots.fill();
  }

  private tellEnd({ error, peer, reason }: PeerEnd, from: Pick<FailedConnection, 'address' | 'direction'>): void {
    if (peer !== undefined && reason !== undefined) this.events.left(peer, reason);
    else if (error !== undefined) this.events.failed({ ...from, error });
    else this.events.changed();
  }
}
