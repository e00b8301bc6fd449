import { EMPTY, filter, isObservable, map, merge, mergeMap, type Observable } from 'rxjs';
import { parseHostPort } from '../base/hostPort.js';
import { invalidOption } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import type { Hash } from '../codec/primitives.js';
import { InventoryType, withoutWitnessFlag, type InventoryItem, type InvMessage } from '../messages/inventory.js';
import { peerAddressOf } from '../pool/peerAddress.js';

/** The part of a peer that is needed to detect an echo. A `Peer` or `ReadyPeer` has it. */
export interface EchoPeer {
  /** `host:port` of the remote. */
  readonly address: string;
  /** `inbound` if the remote opened the connection. */
  readonly direction: 'inbound' | 'outbound';
  /** The invs of the remote. */
  on(command: 'inv'): Observable<InvMessage>;
}

/** The part of a pool that is needed to detect an echo. A `Pool` has it. */
export interface EchoPool {
  /** Emits each inv of every peer, including peers that join after the subscription. */
  on(command: 'inv'): Observable<{ readonly peer: EchoPeer; readonly message: InvMessage }>;
  /** Emits each peer when it is ready. This field distinguishes a pool from a peer. */
  readonly joined$: Observable<unknown>;
}

/**
 * The peers on which a broadcast waits for the echo: a peer, an array of peers, a pool, or an Observable of peers such as `connect(…)` and
 * `listen(…)`.
 * An Observable is subscribed when the broadcast starts, and unsubscribed when it ends.
 */
export type EchoSource = EchoPeer | readonly EchoPeer[] | EchoPool | Observable<EchoPeer>;

/** Emits each peer of the source that announces the transaction, by txid or by wtxid. */
export function announcersIn(echoFrom: EchoSource, ids: { txid: Hash; wtxid: Hash }): Observable<EchoPeer> {
  const isAnnounced = (item: InventoryItem): boolean => {
    const { type, hash } = withoutWitnessFlag(item);
    return hash === (type === InventoryType.witnessTransactionId ? ids.wtxid : ids.txid) && TYPES.has(type);
  };
  const announcements = (peer: EchoPeer): Observable<EchoPeer> =>
    peer.on('inv').pipe(
      filter(({ items }) => items.some(isAnnounced)),
      map(() => peer),
    );
  if (isObservable(echoFrom)) return echoFrom.pipe(mergeMap(announcements));
  if (isArray(echoFrom)) return echoFrom.length === 0 ? EMPTY : merge(...echoFrom.map(announcements));
  if (!isPool(echoFrom)) return announcements(echoFrom);
  return echoFrom.on('inv').pipe(
    filter(({ message }) => message.items.some(isAnnounced)),
    map(({ peer }) => peer),
  );
}

const TYPES = new Set<number>([InventoryType.transaction, InventoryType.witnessTransactionId]);

/** Errors with LocalProtocolError `INVALID_OPTION` unless the value is an EchoSource. */
export function requireEchoSource(value: unknown): void {
  if (value === undefined || isObservable(value)) return;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const invalid = list.find((each) => typeof (each as Partial<EchoPeer> | null | undefined)?.on !== 'function');
  if (list.length > 0 && invalid === undefined) return;
  const got = list.length === 0 ? 'an empty array' : show(invalid);
  invalidOption('echoFrom', `a peer, an array of peers, a pool or an Observable of peers expected, got ${got}`);
}

/**
 * The addresses to which the transaction was announced. A peer at one of them may have it from us. The port of an inbound peer is not the
 * port on which it listens, so only its host is compared.
 */
export class InformedAddresses {
  private readonly keys = new Set<string>();
  private readonly hosts = new Set<string>();

  add(address: string): void {
    this.keys.add(keyOf(address));
    this.hosts.add(hostOf(address));
  }

  has({ address, direction }: EchoPeer): boolean {
    return direction === 'inbound' ? this.hosts.has(hostOf(address)) : this.keys.has(keyOf(address));
  }
}

function keyOf(address: string): string {
  return peerAddressOf(address)?.key ?? address;
}

function hostOf(address: string): string {
  return peerAddressOf(address)?.host ?? parseHostPort(address)?.host ?? address;
}

// A type guard: Array.isArray does not narrow a readonly array.
function isArray(echoFrom: EchoSource): echoFrom is readonly EchoPeer[] {
  return Array.isArray(echoFrom);
}

function isPool(source: EchoPeer | EchoPool): source is EchoPool {
  return 'joined$' in source;
}
