import { EMPTY, NEVER, type Observable } from 'rxjs';
import {
  createPeer,
  InventoryType,
  txid,
  type Duplex,
  type Message,
  type Peer,
  type PeerOptions,
} from '../../lib/index.js';
import { broadcast, type BroadcastEvent, type BroadcastOptions, type EchoPeer } from '../../lib/node.js';
import { formatHostPort } from '../../lib/base/hostPort.js';
import type { VirtualNetwork } from '../../lib/marbles.js';
import { outcomeOf, type Outcome } from '../helpers/peer/outcome.js';
import { transaction } from '../helpers/peer/messages.js';

/** The transaction of these specs; it has a witness. */
export const TRANSACTION = transaction(7);
export const TXID = txid(TRANSACTION);

/** What a node of a spec does after a broadcast has connected. */
export interface NodeOptions extends Partial<PeerOptions> {
  /** The answer to the inv. Default: the getdata that asks for its items. */
  onInv?: (peer: Peer, items: { type: number; hash: string }[]) => void;
}

/** A node that listens; its list has every message that broadcasts sent it. */
export function nodeAt(net: VirtualNetwork, address: string, { onInv = request, ...options }: NodeOptions = {}) {
  const received: Message[] = [];
  const peers: Peer[] = [];
  net.listen(address).subscribe((duplex) => {
    const peer = createPeer(duplex, { ...net.peerOptions(address), ...options });
    peers.push(peer);
    peer.messages$.subscribe((message) => received.push(message));
    peer.on('inv').subscribe(({ items }) => onInv(peer, items));
    peer.start();
  });
  return { received, peers };
}

export function request(peer: Peer, items: { type: number; hash: string }[]): void {
  void peer.send({ command: 'getdata', items });
}

/** A peer of ours to another node, on which an echo can be watched; `announce` makes the node announce the transaction. */
export function watched(net: VirtualNetwork, address: string) {
  const { outbound, inbound } = net.join();
  const echoPeer: EchoPeer = {
    address,
    direction: 'outbound',
    on(command) {
      return outbound.on(command);
    },
  };
  net.advance(10);
  const announce = (type: number = InventoryType.transaction, hash = TXID): void =>
    void inbound.send({ command: 'inv', items: [{ type, hash }] });
  return { echoPeer, announce, end: () => inbound.close() };
}

/** Starts a broadcast in a virtual network. */
export function started(net: VirtualNetwork, options: Partial<BroadcastOptions> & { addresses: readonly string[] }) {
  return outcomeOf(
    broadcast(TRANSACTION, {
      network: net.peerOptions('broadcast').network,
      scheduler: net.scheduler,
      random: net.random('broadcast'),
      dial: ({ host, port }) => net.dial(formatHostPort(host, port)),
      ...options,
    }),
  );
}

/** The events as short texts: `a:1 sent`, `a:1 delivered`, `a:1 timedOut PONG_TIMEOUT`, `result 1`. */
export function textsOf({ values }: Outcome<BroadcastEvent>): string[] {
  return values.map((event) => {
    if (event.kind === 'progress') return `${event.address} ${event.stage}`;
    if (event.kind === 'result') return `result ${event.copies} ${event.echo?.address ?? 'no echo'}`;
    const { address, error, result } = event.outcome;
    return `${address} ${result}${error === undefined ? '' : ` ${error.code}`}`;
  });
}

/** Without the progress. */
export function endsOf(outcome: Outcome<BroadcastEvent>): string[] {
  return textsOf(outcome).filter((text) => !/(connecting|handshaking|announced|sent)$/.test(text));
}

/** A dial that never connects. */
export function nowhere(): Observable<Duplex> {
  return NEVER;
}

/** A dial that completes without a connection. */
export function nothing(): Observable<Duplex> {
  return EMPTY;
}
