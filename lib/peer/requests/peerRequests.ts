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
import type { Message } from '../../messages/table.js';
import type { Transaction } from '../../messages/transaction.js';
import { AnswerQueue, type Waiter } from './answerQueue.js';
import { ask, type AnswerListener, type AnswerReader } from './ask.js';
import type { FilterRange, Found, RequestOptions, Requests } from './requests.js';
import type { PeerCore } from '../peerCore.js';

/** The requests of one peer. */
export class PeerRequests implements Requests {
  /** The open requests, by the command of the question. */
  private readonly queues = new Map<string, AnswerQueue>();

  constructor(private readonly core: PeerCore) {}

  headers(
    locator: readonly Hash[],
    { stopHash = ZERO_HASH, ...options }: RequestOptions & { stopHash?: Hash } = {},
  ): Observable<BlockHeader[]> {
    const version = this.core.encodingVersion;
    const question = { command: 'getheaders' as const, version, locator: [...locator], stopHash };
    return this.requestOne(
      question,
      ['headers'],
      options,
      (message) => {
        if (message.command !== 'headers') return undefined;
        return isAnswerToGetheaders(question, message, this.core.network) ? message.headers : undefined;
      },
      (message) => message.command === 'headers' && locator.includes(message.headers[0]?.prevBlock ?? ''),
    );
  }

  blocks(
    hashes: readonly Hash[],
    { witness = true, ...options }: RequestOptions & { witness?: boolean } = {},
  ): Observable<Found<'block', Block>> {
    const type = witness ? InventoryType.witnessBlock : InventoryType.block;
    return byHash(this.core, hashes, type, 'block', options, (message) => {
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
    return byHash(this.core, hashes, type, 'tx', options, (message) => {
      if (message.command !== 'tx') return undefined;
      return { hash: hashOf(message.transaction), value: { transaction: message.transaction } };
    });
  }

  addresses(options: RequestOptions = {}): Observable<AddressV2[]> {
    return this.requestOne({ command: 'getaddr' }, ['addr', 'addrv2'], options, (message) => {
      if (message.command === 'addrv2') return message.addresses;
      return message.command === 'addr' ? message.addresses.map(toAddressV2) : undefined;
    });
  }

  mempool(options: RequestOptions = {}): Observable<InventoryItem[]> {
    return this.requestOne({ command: 'mempool' }, ['inv'], options, (message) => {
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
    const matches = (message: Message): boolean => message.command === 'cfilter' && message.filterType === filterType;
    return this.requestInOrder<CfilterMessage>(
      question,
      ['cfilter'],
      options,
      () => ({ matches }),
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
    return this.requestOne(question, ['cfheaders'], options, (message) => {
      if (message.command !== 'cfheaders' || message.filterType !== filterType) return undefined;
      return message.stopHash === stopHash ? message : undefined;
    });
  }

  ping(options: RequestOptions = {}): Observable<number> {
    const { random, scheduler } = this.core;
    return defer(() => {
      const version = this.core.encodingVersion;
      if (version < PONG_PROTOCOL_VERSION) {
        const fact = `no pong below protocol ${PONG_PROTOCOL_VERSION}, this is ${version}`;
        return throwError(() => new LocalProtocolError('INVALID_VALUE', fact));
      }
      const nonce = randomNonce(random);
      const createListener = (): AnswerListener<number> => {
        let askedAtMs = 0;
        return {
          commands: ['pong'],
          asked: () => (askedAtMs = scheduler.now()),
          read(message, answer) {
            if (message.command !== 'pong' || message.nonce !== nonce) return 'other';
            answer(scheduler.now() - askedAtMs);
            return 'done';
          },
        };
      };
      return ask(this.core, { command: 'ping', nonce }, createListener, options);
    });
  }

  /** A request with one answer: the next message in which `read` finds one, unless it is assigned to another request of the same kind. */
  private requestOne<A>(
    question: Message,
    commands: readonly string[],
    options: RequestOptions,
    read: (message: Message) => A | undefined,
    matchesExactly?: (message: Message) => boolean,
  ): Observable<A> {
    const waiter = (): Waiter => ({
      matches: (message) => read(message) !== undefined,
      ...(matchesExactly === undefined ? {} : { matchesExactly }),
    });
    return this.requestInOrder(question, commands, options, waiter, (message, answer) => {
      answer(read(message)!);
      return 'done';
    });
  }

  /** A request whose answers do not identify it: each message is assigned to one of the requests of the same kind. */
  private requestInOrder<A>(
    question: Message,
    commands: readonly string[],
    options: RequestOptions,
    createWaiter: () => Waiter,
    take: AnswerReader<A>,
  ): Observable<A> {
    const queue = this.queueOf(question.command);
    return defer(() => {
      const waiter = createWaiter();
      const createListener = (): AnswerListener<A> => ({
        commands,
        // Not earlier: a message that arrives while the question is queued cannot be its answer.
        asked: () => queue.add(waiter),
        read: (message, answer) => (queue.isFor(waiter, message) ? take(message, answer) : 'other'),
      });
      return ask(this.core, question, createListener, options).pipe(finalize(() => queue.delete(waiter)));
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

/** Requests items by getdata; each is answered by the message with its hash, or by notfound. */
function byHash<K extends string, T>(
  core: PeerCore,
  hashes: readonly Hash[],
  type: number,
  command: 'block' | 'tx',
  options: RequestOptions,
  itemIn: (message: Message) => { hash: Hash; value: { readonly [P in K]: T } } | undefined,
): Observable<Found<K, T>> {
  const wanted = [...new Set(hashes)];
  if (wanted.length === 0) return EMPTY;
  const items = wanted.map((hash) => ({ type, hash }));
  return ask<Found<K, T>>(
    core,
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
      return { commands: [command, 'notfound'], read };
    },
    options,
  );
}
