import { defer, Subscription, type Observable } from 'rxjs';
import type { Duplex } from '../duplex.js';
import { toPeerError, type PeerError } from '../errors.js';
import { parseHostPort } from '../hostPort.js';
import { addressOfText, textOfAddress } from '../messages/addressText.js';
import type { Peer, ReadyPeer } from '../peer/peer.js';
import { leadPeer, type PeerEnd } from './leadPeer.js';

/** Those among the inbound ones whose handshake is not made yet, as of `listen`. */
const MAX_HANDSHAKING = 64;

export interface InboundDoorOptions {
  maxInbound: number;
  maxInboundPerAddress: number;
  listen: () => Observable<Duplex>;
  peerOf: (duplex: Duplex) => Peer;
  isBanned: (host: string) => boolean;
  onReady: (peer: ReadyPeer) => void;
  onEnd: (from: { host: string; address: string }, end: PeerEnd) => void;
  /** Somebody was let in. */
  onAdmitted: () => void;
  /** Nobody comes any more. */
  onFault: (error: PeerError) => void;
}

/**
 * Lets those in who dial us, as far as there is room: so many at a time, so many of them from one host, 64 whose handshake is not made.
 * Who is too many, or banned, is closed at once. Remembers the hosts of those who are in.
 */
export class InboundDoor {
  /** How many from each. */
  readonly hosts = new Map<string, number>();
  /** How many have not made their handshake yet. */
  handshaking = 0;
  private readonly admitted = new Set<Subscription>();
  private listening = Subscription.EMPTY;

  constructor(private readonly options: InboundDoorOptions) {}

  open(): void {
    const { listen, onFault } = this.options;
    this.listening = defer(listen).subscribe({
      next: (duplex) => this.receive(duplex),
      error: (error: unknown) => onFault(toPeerError(error, 'listen')),
    });
  }

  close(): void {
    this.listening.unsubscribe();
    for (const subscription of [...this.admitted]) subscription.unsubscribe();
  }

  private receive(duplex: Duplex): void {
    const host = hostOf(duplex.address);
    if (this.isWelcome(host)) this.admit(duplex, host);
    else duplex.close();
  }

  private isWelcome(host: string): boolean {
    const { isBanned, maxInbound, maxInboundPerAddress } = this.options;
    if (this.admitted.size >= maxInbound || this.handshaking >= MAX_HANDSHAKING) return false;
    return (this.hosts.get(host) ?? 0) < maxInboundPerAddress && !isBanned(host);
  }

  private admit(duplex: Duplex, host: string): void {
    const { onAdmitted, onEnd, onReady, peerOf } = this.options;
    const inside = new Subscription();
    this.admitted.add(inside);
    this.hosts.set(host, (this.hosts.get(host) ?? 0) + 1);
    this.handshaking += 1;
    onAdmitted();
    const life = leadPeer(peerOf(duplex), {
      onReady: (peer) => {
        this.handshaking -= 1;
        onReady(peer);
      },
      onEnd: (end) => {
        this.admitted.delete(inside);
        this.leave(host);
        if (end.peer === undefined) this.handshaking -= 1;
        onEnd({ host, address: duplex.address }, end);
      },
    });
    inside.add(life);
  }

  private leave(host: string): void {
    const count = this.hosts.get(host)! - 1;
    if (count === 0) this.hosts.delete(host);
    else this.hosts.set(host, count);
  }
}

/** The host in its one spelling: an IPv4 address that came to an IPv6 socket is the IPv4 one. */
export function hostOf(address: string): string {
  const host = parseHostPort(address)?.host ?? address;
  const parsed = addressOfText(host);
  return (parsed && textOfAddress(parsed)) ?? host;
}
