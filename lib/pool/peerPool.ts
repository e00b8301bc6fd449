import { EMPTY, map, type Observable, type ObservableInput } from 'rxjs';
import type { PeerError } from '../base/errors.js';
import type { MessageStream } from '../iterable/messageStream.js';
import { pausableStream } from '../iterable/pausableStream.js';
import type { StreamOptions } from '../iterable/streamOptions.js';
import type { Message, MessageOf } from '../messages/table.js';
import type { Network } from '../networks/network.js';
import type { PeerMessage } from '../monitor/peerMessage.js';
import { requireCommand } from '../peer/receive/commandStreams.js';
import { requireConsumeOptions, type ConsumeOptions } from '../peer/receive/consumers.js';
import { streamRequest } from '../peer/receive/streamRequest.js';
import { consumeAny, createOwnedPeer } from '../peer/createPeer.js';
import type { ReadyPeer } from '../peer/peer.js';
import { KeyExchangeLimits } from '../connect/keyExchangeLimits.js';
import { peerSettings } from '../peer/peerSettings.js';
import type { AddressBookEntry, DiscoveredAddress } from './addressBookEntry.js';
import type { AvoidedHost } from './avoidedHosts.js';
import { AddressBookStorage } from './addressBookStorage.js';
import { PeerSelector } from './peerSelector.js';
import { DnsSeeds } from './dnsSeeds.js';
import { collectGossip } from './gossip.js';
import { InboundListener } from './inboundListener.js';
import type { PeerEnd } from './trackPeer.js';
import { mergePeers, messagesOfPeers } from './mergePeers.js';
import { OutboundSlots } from './outboundSlots.js';
import type { FailedConnection, Pool } from './pool.js';
import { PoolEvents } from './poolEvents.js';
import { detectSelfConnection } from './detectSelfConnection.js';
import type { BanOptions } from './reputation.js';
import type { PoolSettings } from './poolSettings.js';

/**
 * Connects the parts of a pool: PeerSelector (address book and reputation) chooses addresses, OutboundSlots dials them, InboundListener accepts
 * connections, DnsSeeds resolves seeds, and PoolEvents emits what happens.
 *
 * States: new, started (dials and accepts), closed.
 */
export class PeerPool implements Pool {
  private readonly events = new PoolEvents(() => ({
    connecting: this.outbound.connectingCount + this.inbound.handshakingCount,
    freshAddresses: this.selector.book.freshCount,
    triedAddresses: this.selector.book.triedCount,
    discouragedAddresses: this.selector.reputation.discouraged.size,
    bannedAddresses: this.selector.reputation.banned.size,
  }));
  readonly network: Network;
  readonly peers$ = this.events.peers$;
  readonly joined$ = this.events.joined$;
  readonly left$ = this.events.left$;
  readonly failed$ = this.events.failed$;
  readonly faults$ = this.events.faults$;
  readonly stats$ = this.events.stats$;
  readonly messages$ = messagesOfPeers(this.events, (peer) => peer.messages$);
  readonly traffic$ = mergePeers(this.events, (peer) => peer.traffic$.pipe(map((traffic) => ({ peer, traffic }))));

  private readonly selector: PeerSelector;
  private readonly keyExchanges: KeyExchangeLimits;
  private readonly outbound: OutboundSlots;
  private readonly inbound: InboundListener;
  private readonly seeds: DnsSeeds;
  private readonly storage: AddressBookStorage | undefined;
  private state: 'new' | 'started' | 'closed' = 'new';

  constructor(private readonly settings: PoolSettings) {
    const { addressBookFile: file, dnsSeeds: names, peer: options } = settings;
    const { defaultPort: port, name: network } = options.network;
    this.network = options.network;
    const sharedSettings = peerSettings(options);
    this.keyExchanges = new KeyExchangeLimits(settings.handshakeRates, settings.scheduler);
    const inboundSettings = { ...sharedSettings, keyExchanges: this.keyExchanges };
    const onFault = (error: PeerError): void => this.events.fault(error);
    this.selector = new PeerSelector(settings, () => this.events.changed());
    this.outbound = new OutboundSlots({
      ...settings,
      createPeer: (duplex, transport, fallback) => createOwnedPeer(duplex, { ...sharedSettings, transport, fallback }),
      chooseCandidate: () => this.selector.chooseCandidate(this.outbound.used, this.inbound.hosts),
      onDial: () => this.events.changed(),
      onNoCandidate: () => this.seeds.queryIfDue(this.outbound.used.size === 0),
      onReady: (entry, peer) => this.onOutboundReady(entry, peer),
      onEnd: (entry, end) => {
        this.selector.recordEnd(entry, end, this.outbound.readyCount > 0);
        this.emitEnd(end, { address: entry.address.key, direction: 'outbound' });
      },
    });
    this.inbound = new InboundListener({
      ...settings,
      createPeer: (duplex) =>
        detectSelfConnection(createOwnedPeer(duplex, inboundSettings), this.outbound.used, (key) =>
          this.selector.addOwnAddress(key),
        ),
      isBanned: (hostKey) => this.selector.reputation.isBanned(hostKey),
      isDiscouraged: (hostKey) => this.selector.reputation.isDiscouraged(hostKey),
      onAccepted: () => this.events.changed(),
      onReady: (peer) => this.addPeer(peer),
      onEnd: ({ address, host }, end) => {
        this.selector.discourageIfMisbehaved(host, end.reason);
        this.emitEnd(end, { address, direction: 'inbound' });
      },
      onFault,
    });
    this.seeds = new DnsSeeds({
      ...settings,
      names,
      port,
      onAddresses: (addresses, source) => this.addDiscovered(addresses, source),
      onFault,
      onDue: () => this.outbound.fill(),
    });
    const { book, reputation } = this.selector;
    this.storage =
      file === undefined
        ? undefined
        : new AddressBookStorage({ ...settings, book, file, network, onFault, reputation });
  }

  on<C extends Message['command']>(command: C): Observable<PeerMessage<MessageOf<C>, ReadyPeer>> {
    requireCommand(this.settings.peer.network, command);
    return messagesOfPeers(this.events, (peer) => peer.on(command));
  }

  ban(host: string, options: BanOptions = {}): void {
    const hostKey = this.selector.reputation.ban(host, options);
    this.inbound.closeHost(hostKey);
    this.outbound.closeHost(hostKey);
    this.events.changed();
  }

  unban(host: string): boolean {
    const wasAvoided = this.selector.reputation.clear(host);
    if (wasAvoided) this.events.changed();
    if (wasAvoided && this.state === 'started') this.outbound.fill();
    return wasAvoided;
  }

  banned(): readonly AvoidedHost[] {
    return [...this.selector.reputation.banned];
  }

  discouraged(): readonly AvoidedHost[] {
    return [...this.selector.reputation.discouraged];
  }

  consume<C extends Message['command'], R>(
    command: C,
    project: (message: PeerMessage<MessageOf<C>, ReadyPeer>) => ObservableInput<R>,
    options: ConsumeOptions = {},
  ): Observable<R> {
    requireCommand(this.settings.peer.network, command);
    requireConsumeOptions(options);
    return mergePeers(this.events, (peer) => peer.consume(command, (message) => project({ peer, message }), options));
  }

  stream(options?: StreamOptions): MessageStream<PeerMessage<Message, ReadyPeer>>;
  stream<C extends Message['command']>(
    command: C,
    options?: StreamOptions,
  ): MessageStream<PeerMessage<MessageOf<C>, ReadyPeer>>;
  stream(first?: string | StreamOptions, second?: StreamOptions): MessageStream<never> {
    const { command, options } = streamRequest(this.network, first, second, true);
    return pausableStream<PeerMessage<Message, ReadyPeer>>(
      {
        values$: command === undefined ? this.messages$ : this.on(command as Message['command']),
        consume: (project) =>
          mergePeers(this.events, (peer) => consumeAny(peer, command, (message) => project({ peer, message }))),
        end$: EMPTY,
      },
      options,
    ) as MessageStream<never>;
  }

  start(): void {
    if (this.state !== 'new') return;
    this.storage?.open();
    this.state = 'started';
    this.selector.reputation.open();
    this.events.changed();
    if (this.settings.isListening) this.inbound.open();
    this.outbound.fill();
  }

  [Symbol.dispose](): void {
    this.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.close();
    return Promise.resolve();
  }

  close(): void {
    if (this.state === 'closed') return;
    this.state = 'closed';
    this.seeds.close();
    this.inbound.close();
    this.keyExchanges.close();
    this.outbound.close();
    this.selector.reputation.close();
    // After the peers have ended: their ends are recorded in the book that is saved.
    this.storage?.close();
    this.events.complete();
  }

  private onOutboundReady(entry: AddressBookEntry, peer: ReadyPeer): void {
    this.selector.recordConnected(entry, peer);
    this.seeds.resetPauses();
    this.addPeer(peer);
  }

  private addPeer(peer: ReadyPeer): void {
    const { gossip, random, reach } = this.settings;
    this.events.joined(peer);
    if (gossip)
      collectGossip(peer, { random, reach, onAddresses: (addresses, source) => this.addDiscovered(addresses, source) });
  }

  private addDiscovered(addresses: readonly DiscoveredAddress[], source: string): void {
    this.selector.addDiscovered(addresses, source);
    this.events.changed();
    this.outbound.fill();
  }

  private emitEnd({ error, peer, reason }: PeerEnd, from: Pick<FailedConnection, 'address' | 'direction'>): void {
    if (peer !== undefined && reason !== undefined) this.events.left(peer, reason);
    else if (error !== undefined) this.events.failed({ ...from, error });
    else this.events.changed();
  }
}
