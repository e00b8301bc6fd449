import type { RemoteHost } from '../address/remoteHost.js';
import { LOOPBACK_GROUP } from '../address/networkGroup.js';
import { sipHash, sipHashKey, type SipHashKey } from '../crypto/sipHash.js';
import { ServiceFlags } from '../messages/services.js';
import type { OwnedPeer } from '../peer/createPeer.js';
import { connectionToEvict, type EvictionCandidate } from './eviction.js';

/** The connections that one host or IPv6 /64 may have, unless it is in a network of our own, if the user does not set a number. */
export const DEFAULT_MAX_PER_HOST = 5;

export interface InboundPlacesOptions {
  /** Connections at a time. */
  maxConnections: number;
  /** The number of them whose handshake is not complete. */
  maxHandshaking: number;
  /** The number of them from one host or IPv6 /64; undefined: DEFAULT_MAX_PER_HOST for public hosts, no limit for private ones. */
  maxPerHost: number | undefined;
  random: (bytes: number) => Uint8Array;
}

/** One inbound connection. */
export interface InboundPlace {
  readonly host: RemoteHost;
  readonly peer: OwnedPeer;
  readonly connectedMs: number;
  readonly isDiscouraged: boolean;
}

/**
 * The places of inbound connections. A place is handshaking, then ready, then removed.
 *
 * When the number of handshakes is at its limit, a new connection evicts the oldest handshake of the network group that has the most of
 * them, so a host that opens connections and says nothing keeps nobody else out. When all places are taken, it evicts the connection
 * that `connectionToEvict` chooses. A host at its own limit is refused.
 */
export class InboundPlaces {
  /** The number of connections of each host, by its key. */
  readonly hosts = new Map<string, number>();
  private readonly places = new Set<InboundPlace>();
  /** In the order in which they connected. */
  private readonly handshakes = new Set<InboundPlace>();
  private groupKey: SipHashKey | undefined;

  constructor(private readonly options: InboundPlacesOptions) {}

  get size(): number {
    return this.places.size;
  }

  get handshaking(): number {
    return this.handshakes.size;
  }

  [Symbol.iterator](): Iterator<InboundPlace> {
    return this.places.values();
  }

  /**
   * Makes room for a connection of this host by evicting another one if necessary.
   *
   * @returns false if the connection must be refused
   */
  makeRoom({ hostKey, isPrivate }: RemoteHost, isDiscouraged: boolean): boolean {
    const { maxConnections, maxHandshaking, maxPerHost = isPrivate ? Infinity : DEFAULT_MAX_PER_HOST } = this.options;
    if ((this.hosts.get(hostKey) ?? 0) >= maxPerHost) return false;
    // Bitcoin Core, net.cpp CreateNodeFromAcceptedSocket: "if our inbound slots aren't (almost) full".
    if (isDiscouraged && this.size + 1 >= maxConnections) return false;
    if (this.handshaking >= maxHandshaking) this.handshakeToEvict()?.peer.close();
    if (this.size >= maxConnections) this.placeToEvict()?.peer.close();
    return this.size < maxConnections;
  }

  add(place: InboundPlace): void {
    const { hostKey } = place.host;
    this.places.add(place);
    this.handshakes.add(place);
    this.hosts.set(hostKey, (this.hosts.get(hostKey) ?? 0) + 1);
  }

  /** The handshake is complete. */
  ready(place: InboundPlace): void {
    this.handshakes.delete(place);
  }

  /** The connection has ended. */
  remove(place: InboundPlace): void {
    if (!this.places.delete(place)) return;
    this.handshakes.delete(place);
    const { hostKey } = place.host;
    const count = this.hosts.get(hostKey)! - 1;
    if (count === 0) this.hosts.delete(hostKey);
    else this.hosts.set(hostKey, count);
  }

  private handshakeToEvict(): InboundPlace | undefined {
    const ofGroup = new Map<string, number>();
    const ofHost = new Map<string, number>();
    for (const { host } of this.handshakes) {
      ofGroup.set(host.group, (ofGroup.get(host.group) ?? 0) + 1);
      ofHost.set(host.hostKey, (ofHost.get(host.hostKey) ?? 0) + 1);
    }
    let chosen: InboundPlace | undefined;
    let most: readonly [group: number, host: number] = [0, 0];
    for (const place of this.handshakes) {
      const [group, host] = [ofGroup.get(place.host.group)!, ofHost.get(place.host.hostKey)!];
      if (group < most[0] || (group === most[0] && host <= most[1])) continue;
      chosen = place;
      most = [group, host];
    }
    return chosen;
  }

  private placeToEvict(): InboundPlace | undefined {
    return connectionToEvict(Array.from(this.places, (place) => this.candidateOf(place)))?.place;
  }

  private candidateOf(place: InboundPlace): EvictionCandidate & { readonly place: InboundPlace } {
    const { connectedMs, host, isDiscouraged, peer } = place;
    const { remote } = peer;
    return {
      place,
      keyedGroup: this.keyedGroup(host.group),
      connectedMs,
      ...peer.standing(),
      relaysTransactions: remote !== undefined && remote.relay !== false,
      servesBlocks: remote !== undefined && (remote.services & SERVES_BLOCKS) !== 0n,
      diversity: diversityOf(host.group),
      isDiscouraged,
    };
  }

  private keyedGroup(group: string): bigint {
    this.groupKey ??= sipHashKey(this.options.random(16));
    return sipHash(this.groupKey, new TextEncoder().encode(group));
  }
}

const SERVES_BLOCKS = ServiceFlags.network | ServiceFlags.networkLimited;

function diversityOf(group: string): EvictionCandidate['diversity'] {
  if (group === LOOPBACK_GROUP) return 'loopback';
  return (['onion', 'i2p', 'cjdns'] as const).find((kind) => group.startsWith(`${kind}:`));
}
