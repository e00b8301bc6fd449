import { defer, EMPTY, finalize, throwError, type Observable } from 'rxjs';
import type { Hash } from '../../codec/primitives.js';
import { isAnswerToGetheaders, ZERO_HASH } from '../../protocol/exchanges/answers.js';
import { randomNonce } from '../../protocol/handshake/nonce.js';
import { blockHash } from '../../digests/blockHash.js';
import { txid, wtxid } from '../../digests/transactionId.js';
import { LocalProtocolError } from '../../base/errors.js';
import { toAddressV2 } from '../../address/addressForms.js';
import type { AddressV2 } from '../../messages/addresses.js';
import type { Block } from '../../messages/block.js';
import type { BlockHeader } from '../../messages/blockHeader.js';
import { BASIC_FILTER_TYPE, type CfheadersMessage, type CfilterMessage } from '../../messages/compactFilters.js';
import { InventoryType, type InventoryItem } from '../../messages/inventory.js';
import { PONG_PROTOCOL_VERSION } from '../../messages/ping.js';
import type { Message, MessageOf } from '../../messages/table.js';
import type { Transaction } from '../../messages/transaction.js';
import type { Network } from '../../networks/network.js';
import { AnswerQueue, type Waiter } from './answerQueue.js';
import { ask, type AnswerListener, type Asker, type AnswerReader, type RequestOptions } from './ask.js';

/** What came of asking for something by its hash. */
export type Found<K extends string, T> =
  | ({ readonly hash: Hash; readonly found: true } & { readonly [P in K]: T })
  | { readonly hash: Hash; readonly found: false };

/**
 * Questions with exactly their answers, as cold Observables: subscribing sends the question, unsubscribing gives it up, and the last answer
 * completes the Observable. A message counts as an answer only after the question was handed to the transport: a request that is subscribed to
 * while a message is delivered does not take that message.
 *
 * Errors with PeerTimeoutError `REQUEST_TIMEOUT`, LocalProtocolError `ABORTED`, the peer's reason when that ends first (TransportError `ENDED`
 * when either side closed it), and a LocalProtocolError when the question cannot be encoded.
 */
export interface Requests<Msg extends Message = Message> {
  /** The headers behind the newest block of the locator that the remote knows; once, at most 2000. */
  headers(
    locator: readonly Hash[],
    options?: RequestOptions & { stopHash?: Hash },
  ): Observable<MessageOf<'headers', Msg>['headers']>;
  /** These blocks, as they come; one that the remote has not as `found: false`, where it says so. */
  blocks(
    hashes: readonly Hash[],
    options?: RequestOptions & { witness?: boolean },
  ): Observable<Found<'block', MessageOf<'block', Msg>['block']>>;
  /** These transactions, as they come, by txid, or by wtxid (BIP339). */
  transactions(
    hashes: readonly Hash[],
    options?: RequestOptions & { by?: 'txid' | 'wtxid' },
  ): Observable<Found<'transaction', Transaction>>;
  /** Addresses that the remote knows: the next addr or addrv2, once. Bitcoin Core answers dialers alone, and once. */
  addresses(options?: RequestOptions): Observable<AddressV2[]>;
  /** What is in the remote's mempool: the next inv with transactions, once. Empty mempools get no answer (Bitcoin Core). */
  mempool(options?: RequestOptions): Observable<InventoryItem[]>;
  /** The filters of the blocks from a height to a block, in order, at most 1000 (BIP157). */
  compactFilters(range: FilterRange, options?: RequestOptions): Observable<CfilterMessage>;
  /** The filter hashes of the blocks from a height to a block, once, at most 2000 (BIP157). */
  filterHeaders(range: FilterRange, options?: RequestOptions): Observable<CfheadersMessage>;
  /** A ping: milliseconds from when it was handed to the transport until its pong arrived. */
  ping(options?: RequestOptions): Observable<number>;
}

/** Blocks from a height to a block of the remote's chain. */
export interface FilterRange {
  startHeight: number;
  stopHash: Hash;
  /** Default 0, the basic filter (BIP158). */
  filterType?: number | undefined;
}

export interface RequestsContext extends Asker {
  readonly network: Network;
  readonly random: (bytes: number) => Uint8Array;
  readonly protocolVersion: () => number;
}

export class PeerRequests implements Requests {
  /** By the question's command. */
  private readonly queues = new Map<string, AnswerQueue>();

  constructor(private readonly context: RequestsContext) {}

  headers(
    locator: readonly Hash[],
    { stopHash = ZERO_HASH, ...options }: RequestOptions & { stopHash?: Hash } = {},
  ): Observable<BlockHeader[]> {
    const version = this.context.protocolVersion();
    const question = { command: 'getheaders' as const, version, locator: [...locator], stopHash };
    return this.once(
      question,
      options,
      (message) => {
        if (message.command !== 'headers') return undefined;
        return isAnswerToGetheaders(question, message, this.context.network) ? message.headers : undefined;
      },
      (message) => message.command === 'headers' && locator.includes(message.headers[0]?.prevBlock ?? ''),
    );
  }

  blocks(
    hashes: readonly Hash[],
    { witness = true, ...options }: RequestOptions & { witness?: boolean } = {},
  ): Observable<Found<'block', Block>> {
    const type = witness ? InventoryType.witnessBlock : InventoryType.block;
    return byHash(this.context, hashes, type, options, (message) => {
      if (message.command !== 'block') return undefined;
      return { hash: blockHash(message.block.header), value: { block: message.block } };
    });
  }

  transactions(
    hashes: readonly Hash[],
    { by = 'txid', ...options }: RequestOptions & { by?: 'txid' | 'wtxid' } = {},
  ): Observable<Found<'transaction', Transaction>> {
    const type = by === 'txid' ? InventoryType.witnessTransaction : InventoryType.witnessTransactionId;
    const hashOf = by === 'txid' ? txid : wtxid;
    return byHash(this.context, hashes, type, options, (message) => {
      if (message.command !== 'tx') return undefined;
      return { hash: hashOf(message.transaction), value: { transaction: message.transaction } };
    });
  }

  addresses(options: RequestOptions = {}): Observable<AddressV2[]> {
    return this.once({ command: 'getaddr' }, options, (message) => {
      if (message.command === 'addrv2') return message.addresses;
      return message.command === 'addr' ? message.addresses.map(toAddressV2) : undefined;
    });
  }

  mempool(options: RequestOptions = {}): Observable<InventoryItem[]> {
    return this.once({ command: 'mempool' }, options, (message) => {
      if (message.command !== 'inv') return undefined;
      const items = message.items.filter(({ type }) => MEMPOOL_TYPES.has(type));
      return items.length > 0 ? items : undefined;
    });
  }

  compactFilters(
    { filterType = BASIC_FILTER_TYPE, startHeight, stopHash }: FilterRange,
    options: RequestOptions = {},
  ): Observable<CfilterMessage> {
    const question = { command: 'getcfilters' as const, filterType, startHeight, stopHash };
    const fits = (message: Message): boolean => message.command === 'cfilter' && message.filterType === filterType;
    return this.inOrder<CfilterMessage>(
      question,
      options,
      () => ({ fits }),
      (message, answer) => {
        const filter = message as CfilterMessage;
        answer(filter);
        return filter.blockHash === stopHash ? 'done' : 'more';
      },
    );
  }

  filterHeaders(
    { filterType = BASIC_FILTER_TYPE, startHeight, stopHash }: FilterRange,
    options: RequestOptions = {},
  ): Observable<CfheadersMessage> {
    const question = { command: 'getcfheaders' as const, filterType, startHeight, stopHash };
    return this.once(question, options, (message) => {
      if (message.command !== 'cfheaders' || message.filterType !== filterType) return undefined;
      return message.stopHash === stopHash ? message : undefined;
    });
  }

  ping(options: RequestOptions = {}): Observable<number> {
    const { random, scheduler } = this.context;
    return defer(() => {
      const version = this.context.protocolVersion();
      if (version < PONG_PROTOCOL_VERSION) {
        const fact = `no pong below protocol ${PONG_PROTOCOL_VERSION}, this is ${version}`;
        return throwError(() => new LocalProtocolError('INVALID_VALUE', fact));
      }
      const nonce = randomNonce(random);
      const listenerOf = (): AnswerListener<number> => {
        let askedAtMs = 0;
        return {
          asked: () => (askedAtMs = scheduler.now()),
          read(message, answer) {
            if (message.command !== 'pong' || message.nonce !== nonce) return 'other';
            answer(scheduler.now() - askedAtMs);
            return 'done';
          },
        };
      };
      return ask(this.context, { command: 'ping', nonce }, listenerOf, options);
    });
  }

  /** The next message in which `read` finds an answer, unless it is one for an earlier request of the kind. */
  private once<A>(
    question: Message,
    options: RequestOptions,
    read: (message: Message) => A | undefined,
    fitsBest?: (message: Message) => boolean,
  ): Observable<A> {
    const waiter = (): Waiter => ({
      fits: (message) => read(message) !== undefined,
      ...(fitsBest === undefined ? {} : { fitsBest }),
    });
    return this.inOrder(question, options, waiter, (message, answer) => {
      answer(read(message)!);
      return 'done';
    });
  }

  /** Answers that do not name their question: each goes to one request of the kind. */
  private inOrder<A>(
    question: Message,
    options: RequestOptions,
    waiterOf: () => Waiter,
    take: AnswerReader<A>,
  ): Observable<A> {
    const queue = this.queueOf(question.command);
    return defer(() => {
      const waiter = waiterOf();
      const listenerOf = (): AnswerListener<A> => ({
        // From here on: a question that is still queued has no claim to an answer.
        asked: () => queue.add(waiter),
        read: (message, answer) => (queue.isFor(waiter, message) ? take(message, answer) : 'other'),
      });
      return ask(this.context, question, listenerOf, options).pipe(finalize(() => queue.delete(waiter)));
    });
  }

  private queueOf(command: string): AnswerQueue {
    let queue = this.queues.get(command);
    if (queue === undefined) {
      queue = new AnswerQueue();
      this.queues.set(command, queue);
    }
    return queue;
  }
}

const MEMPOOL_TYPES = new Set<number>([InventoryType.transaction, InventoryType.witnessTransactionId]);

/** Asks for items by getdata; each is answered by the message that has its hash, or by notfound. */
function byHash<K extends string, T>(
  context: RequestsContext,
  hashes: readonly Hash[],
  type: number,
  options: RequestOptions,
  itemIn: (message: Message) => { hash: Hash; value: { readonly [P in K]: T } } | undefined,
): Observable<Found<K, T>> {
  const wanted = [...new Set(hashes)];
  if (wanted.length === 0) return EMPTY;
  const items = wanted.map((hash) => ({ type, hash }));
  return ask<Found<K, T>>(
    context,
    { command: 'getdata', items },
    () => {
      const open = new Set(wanted);
      const read: AnswerReader<Found<K, T>> = (message, answer) => {
        const before = open.size;
        if (message.command === 'notfound') {
          for (const item of message.items) {
            if (item.type === type && open.delete(item.hash)) answer({ hash: item.hash, found: false });
          }
        } else {
          const candidate = itemIn(message);
          if (candidate !== undefined && open.delete(candidate.hash)) {
            answer({ hash: candidate.hash, found: true, ...candidate.value });
          }
        }
        if (open.size === before) return 'other';
        return open.size === 0 ? 'done' : 'more';
      };
      return { read };
    },
    options,
  );
}
