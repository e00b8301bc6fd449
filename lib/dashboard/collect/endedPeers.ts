import { filter, mergeMap, Subscription, takeUntil, tap, type Observable, type SchedulerLike } from 'rxjs';
import { remoteHostOf } from '../../address/remoteHost.js';
import { wallClockMs } from '../../base/clock.js';
import { PeerTimeoutError, TransportError, type PeerError } from '../../base/errors.js';
import type { CloseReason } from '../../peer/closeReason.js';
import type { FailedConnection, ObservedPool } from '../../pool/observedPool.js';
import type { Pool } from '../../pool/pool.js';
import { MAX_ENDED_PEERS, type AvoidedNow, type EndedPeerRow } from '../protocol/endedPeers.js';
import { boundedText } from './boundedText.js';
import type { ConnectingPeer } from './connectingPeer.js';
import { endedFigures } from './endedFigures.js';
import { endReason, errorReason } from './endReason.js';

/** Characters of an address; a monitor on NATS can publish any text. */
const MAX_ADDRESS_CHARACTERS = 300;
/** Characters of a monitor's name. */
const MAX_MONITOR_CHARACTERS = 64;

/** The part of a pool that EndedPeers needs: a `Pool`, or the pool of `fromNats`, which has no avoided hosts. */
export type EndedPeersPool = Pick<ObservedPool, 'joined$' | 'left$' | 'failed$'> &
  Partial<Pick<Pool, 'banned' | 'discouraged'>>;

/** The options of EndedPeers. */
export interface EndedPeersOptions {
  /**
   * Emits each connection before its handshake, as `onPeer` of a pool and `connection$` of `fromNats` do: then a failed handshake has figures.
   * Default: none; a failed handshake is then listed with its address and its error.
   */
  connection$?: Observable<ConnectingPeer> | undefined;
  /** The clock of `endedAtMs`. */
  scheduler: SchedulerLike;
  /** Why we closed this peer, in the words of `Actions.reasonOf`. Default: unknown. */
  localReasonOf?: ((peer: number) => string | undefined) | undefined;
}

/**
 * The connections that ended, or whose handshake failed, with their last figures and the reason of the end.
 *
 * Stores the last MAX_ENDED_PEERS. A dial without a connection is not among them. The reason is stored when the connection ends; whether the pool avoids
 * the host is looked up when `rows` is called.
 */
export class EndedPeers {
  /** Unsubscribing ends the collection; `rows` continues to return what was collected. */
  readonly subscription = new Subscription();
  private ended: StoredRow[] = [];
  private lastNumber = 0;

  constructor(
    private readonly pool: EndedPeersPool,
    private readonly options: EndedPeersOptions,
  ) {
    const { connection$ } = options;
    this.subscription.add(pool.left$.subscribe(({ peer, reason }) => this.addPeer(peer, reason, true)));
    this.subscription.add(
      connection$ === undefined
        ? pool.failed$.pipe(filter(({ error }) => wasConnected(error))).subscribe((failed) => this.addFailed(failed))
        : connection$.pipe(mergeMap((peer) => this.watchHandshake(peer))).subscribe(),
    );
  }

  /** The rows, the newest first, at most MAX_ENDED_PEERS. */
  rows(): EndedPeerRow[] {
    const avoided = this.avoidedHosts();
    return this.ended
      .map(({ hostKey, row }) => {
        const now = avoided.get(hostKey);
        return now === undefined ? row : { ...row, avoided: now };
      })
      .reverse();
  }

  /** Adds a row if the peer ends before it joins the pool. For a peer that joins, `left$` emits the end. */
  private watchHandshake(peer: ConnectingPeer): Observable<unknown> {
    const joined$ = this.pool.joined$.pipe(filter(({ id }) => id === peer.id));
    return peer.closed$.pipe(
      tap((reason) => this.addPeer(peer, reason, false)),
      takeUntil(joined$),
    );
  }

  private addPeer(peer: ConnectingPeer, reason: CloseReason, wasReady: boolean): void {
    const { address, id, monitor } = peer;
    const note = reason.by === 'local' ? this.options.localReasonOf?.(id) : undefined;
    this.add(address, monitor, {
      peer: id,
      direction: peer.direction,
      wasReady,
      figures: endedFigures(peer),
      reason: endReason(reason, peer, wasReady, note),
    });
  }

  private addFailed({ address, direction, error, monitor }: FailedConnection): void {
    // The reason of a failed connection does not contain misbehaviour, so a row shows it only by the avoided host.
    this.add(address, monitor, { direction, wasReady: false, reason: errorReason(error, false) });
  }

  private add(address: string, monitor: string | undefined, row: OwnFields): void {
    this.ended.push({
      hostKey: remoteHostOf(address).hostKey,
      row: {
        number: ++this.lastNumber,
        address: boundedText(address, MAX_ADDRESS_CHARACTERS),
        ...(monitor === undefined ? {} : { monitor: boundedText(monitor, MAX_MONITOR_CHARACTERS) }),
        endedAtMs: wallClockMs(this.options.scheduler),
        ...row,
      },
    });
    if (this.ended.length > MAX_ENDED_PEERS) this.ended.shift();
  }

  /** The avoided hosts among the hosts of the rows. A ban is shown before a discouragement. */
  private avoidedHosts(): Map<string, AvoidedNow> {
    const { banned, discouraged } = this.pool;
    const found = new Map<string, AvoidedNow>();
    const avoided = [...(discouraged?.call(this.pool) ?? []), ...(banned?.call(this.pool) ?? [])];
    if (avoided.length === 0) return found;
    const hosts = new Set(this.ended.map(({ hostKey }) => hostKey));
    for (const { host, kind, untilMs } of avoided) if (hosts.has(host)) found.set(host, { kind, untilMs });
    return found;
  }
}

type OwnFields = Omit<EndedPeerRow, 'number' | 'address' | 'monitor' | 'endedAtMs' | 'avoided'>;

interface StoredRow {
  /** The key by which pools avoid the host. */
  readonly hostKey: string;
  readonly row: EndedPeerRow;
}

/** False for a dial without a connection. */
function wasConnected(error: PeerError): boolean {
  if (error instanceof PeerTimeoutError) return error.code !== 'CONNECT_TIMEOUT';
  return !(error instanceof TransportError && ['CONNECT_FAILED', 'PROXY_FAILED'].includes(error.code));
}
