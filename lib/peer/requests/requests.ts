import type { Observable } from 'rxjs';
import type { Hash } from '../../codec/primitives.js';
import type { AddressV2 } from '../../messages/addresses.js';
import type { CfheadersMessage, CfilterMessage } from '../../messages/compactFilters.js';
import type { InventoryItem } from '../../messages/inventory.js';
import type { Message, MessageOf } from '../../messages/table.js';
import type { Transaction } from '../../messages/transaction.js';

/** Options of every request. */
export interface RequestOptions {
  /** The longest time until the first answer, and between two answers, in milliseconds. Default 30_000. */
  timeoutMs?: number | undefined;
  /** Aborting cancels the request: it errors with LocalProtocolError `ABORTED`. */
  signal?: AbortSignal | undefined;
}

/** The answer for one hash: the item, or the remote's notfound. */
export type Found<K extends string, T> =
  | ({
      /** The requested hash. */
      readonly hash: Hash;
      /** The remote sent the item, which is in the field K. */
      readonly found: true;
    } & { readonly [P in K]: T })
  | {
      /** The requested hash. */
      readonly hash: Hash;
      /** The remote sent notfound. */
      readonly found: false;
    };

/**
 * Requests to the remote, as cold Observables that emit exactly the answers: subscribing sends the question, unsubscribing cancels it, and the
 * Observable completes after the last answer. Only a message that arrives after the question was handed to the transport can be an answer: a
 * request that is subscribed to during the delivery of a message ignores that message.
 *
 * Errors with PeerTimeoutError `REQUEST_TIMEOUT`, LocalProtocolError `ABORTED`, the close reason if the peer ends first (TransportError `ENDED`
 * if either side closed it), and a LocalProtocolError if the question cannot be encoded.
 */
export interface Requests<Msg extends Message = Message> {
  /** The headers after the newest block of the locator that the remote knows: one value of at most 2000 headers. */
  headers(
    locator: readonly Hash[],
    options?: RequestOptions & { stopHash?: Hash },
  ): Observable<MessageOf<'headers', Msg>['headers']>;
  /** These blocks, one value per hash, in the order of arrival; `found: false` if the remote sends notfound. */
  blocks(
    hashes: readonly Hash[],
    options?: RequestOptions & { witness?: boolean },
  ): Observable<Found<'block', MessageOf<'block', Msg>['block']>>;
  /** These transactions by txid or wtxid (BIP339), one value per hash, in the order of arrival; `found: false` after a notfound. */
  transactions(
    hashes: readonly Hash[],
    options?: RequestOptions & { by?: 'txid' | 'wtxid' },
  ): Observable<Found<'transaction', Transaction>>;
  /** Addresses that the remote knows: the next addr or addrv2. Bitcoin Core answers only peers that dialled it, and each of them once. */
  addresses(options?: RequestOptions): Observable<AddressV2[]>;
  /** The contents of the remote's mempool: the next inv with transactions. An empty mempool gets no answer (Bitcoin Core). */
  mempool(options?: RequestOptions): Observable<InventoryItem[]>;
  /** The filters of the blocks of a range, in order, at most 1000 (BIP157). */
  compactFilters(range: FilterRange, options?: RequestOptions): Observable<CfilterMessage>;
  /** The filter hashes of the blocks of a range: one value of at most 2000 hashes (BIP157). */
  filterHeaders(range: FilterRange, options?: RequestOptions): Observable<CfheadersMessage>;
  /** Sends a ping and emits the round-trip time in milliseconds: from handing the ping to the transport until its pong arrives. */
  ping(options?: RequestOptions): Observable<number>;
}

/** Blocks from a height to a block of the remote's chain. */
export interface FilterRange {
  /** The height of the first block. */
  startHeight: number;
  /** The hash of the last block. */
  stopHash: Hash;
  /** Default 0, the basic filter (BIP158). */
  filterType?: number | undefined;
}
