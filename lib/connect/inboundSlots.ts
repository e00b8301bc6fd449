import type { RemoteHost } from '../address/remoteHost.js';
import { LOOPBACK_GROUP } from '../address/networkGroup.js';
import { sipHash, sipHashKey, type SipHashKey } from '../crypto/sipHash.js';
import { ServiceFlags } from '../messages/services.js';
import type { OwnedPeer } from '../peer/createPeer.js';
import { connectionToEvict, type EvictionCandidate } from './eviction.js';

/** The default maximum of inbound connections from one public host or IPv6 /64. */
export const DEFAULT_MAX_PER_HOST = 5;

/** The default maximum of inbound connections whose handshake is not complete. */
export const DEFAULT_MAX_HANDSHAKING = 64;

export interface InboundSlotsOptions {
  /** The maximum number of connections. */
  maxConnections: number;
  /** The maximum number of connections whose handshake is not complete. */
  maxHandshaking: number;
  /** The maximum from one host or IPv6 /64. Undefined: DEFAULT_MAX_PER_HOST for public hosts, no limit for private ones. */
  maxPerHost: number | undefined;
  /** The source of the secret key by which network groups are hashed. */
  random: (bytes: number) => Uint8Array;
}

/** One inbound connection. */
export interface InboundSlot {
  readonly host: RemoteHost;
  readonly peer: OwnedPeer;
  readonly connectedMs: number;
  readonly isDiscouraged: boolean;
}

/**
 * The slots of inbound connections. A slot is handshaking, then ready, then removed.
 *
 * At `maxHandshaking` incomplete handshakes a new connection evicts the oldest one of the network group that has the most of them, so a host
 * that opens connections and sends nothing cannot exclude others. At `maxConnections` a new connection evicts the one that
 * `connectionToEvict` chooses, or is refused. A host at `maxPerHost` is refused.
 */
export class InboundSlots {
  /** The number of connections of each host, by host key. */
  readonly hosts = new Map<string, number>();
  private readonly slots = new Set<InboundSlot>();
  /** The slots whose handshake is not complete, oldest first. */
  private readonly handshakes = new Set<InboundSlot>();
  private groupKey: SipHashKey | undefined;

  constructor(private readonly options: InboundSlotsOptions) {}

  get size(): number {
    return this.slots.size;
  }

  get handshakingCount(): number {
    return this.handshakes.size;
  }

  [Symbol.iterator](): Iterator<InboundSlot> {
    return this.slots.values();
  }

  /**
   * Evicts a connection if that is necessary to accept one of this host.
   *
   * @returns false if the connection must be refused
   */
  makeRoom({ hostKey, isPrivate }: RemoteHost, isDiscouraged: boolean): boolean {
    const { maxConnections, maxHandshaking, maxPerHost = isPrivate ? Infinity : DEFAULT_MAX_PER_HOST } = this.options;
    if ((this.hosts.get(hostKey) ?? 0) >= maxPerHost) return false;
    // Bitcoin Core, net.cpp CreateNodeFromAcceptedSocket: "Only accept connections from discouraged peers if our inbound slots aren't
    // (almost) full."
    if (isDiscouraged && this.size + 1 >= maxConnections) return false;
    if (this.handshakingCount >= maxHandshaking) this.handshakeToEvict()?.peer.close();
    if (this.size >= maxConnections) this.slotToEvict()?.peer.close();
    return this.size < maxConnections;
  }

  add(slot: InboundSlot): void {
    const { hostKey } = slot.host;
    this.slots.add(slot);
    this.handshakes.add(slot);
    this.hosts.set(hostKey, (this.hosts.get(hostKey) ?? 0) + 1);
  }

  /** Call when the handshake is complete. */
  ready(slot: InboundSlot): void {
    this.handshakes.delete(slot);
  }

  /** Call when the connection has ended. */
  remove(slot: InboundSlot): void {
    if (!this.slots.delete(slot)) return;
    this.handshakes.delete(slot);
    const { hostKey } = slot.host;
    const count = this.hosts.get(hostKey)! - 1;
    if (count === 0) this.hosts.delete(hostKey);
    else this.hosts.set(hostKey, count);
  }

  private handshakeToEvict(): InboundSlot | undefined {
    const ofGroup = new Map<string, number>();
    const ofHost = new Map<string, number>();
    for (const { host } of this.handshakes) {
      ofGroup.set(host.group, (ofGroup.get(host.group) ?? 0) + 1);
      ofHost.set(host.hostKey, (ofHost.get(host.hostKey) ?? 0) + 1);
    }
    let chosen: InboundSlot | undefined;
    let most: readonly [group: number, host: number] = [0, 0];
    for (const slot of this.handshakes) {
      const [group, host] = [ofGroup.get(slot.host.group)!, ofHost.get(slot.host.hostKey)!];
      if (group < most[0] || (group === most[0] && host <= most[1])) continue;
      chosen = slot;
      most = [group, host];
    }
    return chosen;
  }

  private slotToEvict(): InboundSlot | undefined {
    return connectionToEvict(Array.from(this.slots, (slot) => this.candidateOf(slot)))?.slot;
  }

  private candidateOf(slot: InboundSlot): EvictionCandidate & { readonly slot: InboundSlot } {
    const { connectedMs, host, isDiscouraged, peer } = slot;
    const { remote } = peer;
    return {
      slot,
      keyedGroup: this.keyedGroup(host.group),
      connectedMs,
      ...peer.evictionCriteria(),
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
