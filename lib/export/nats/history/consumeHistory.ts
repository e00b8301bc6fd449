import {
  AckPolicy,
  DeliverPolicy,
  jetstream,
  jetstreamManager,
  type ConsumerMessages,
  type JsMsg,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { finalize, from, interval, mergeMap, Observable, type ObservableInput, type Subscriber } from 'rxjs';
import { toPeerError, type PeerError } from '../../../base/errors.js';
import { invalidOption, MAX_DELAY_MS, requireInteger } from '../../../base/optionChecks.js';
import { show } from '../../../base/show.js';
import type { Message } from '../../../messages/table.js';
import type { Network } from '../../../networks/network.js';
import { requireCommand } from '../../../peer/receive/commandStreams.js';
import { requireConsumeOptions } from '../../../peer/receive/consumers.js';
import { toNatsError } from '../natsError.js';
import { commonSubject, monitorOfSubject } from '../recordSubject.js';
import { historyStreamName } from './historyStream.js';
import { storedMessages, type HistoryMessage } from './storedMessages.js';
import { WholeLists } from './wholeLists.js';

/** Options of `consumeHistory`. */
export interface ConsumeHistoryOptions<Msg extends Message = Message> {
  /** The network whose records are read; its codecs decode the messages. */
  network: Network<Msg>;
  /**
   * The name under which the server stores the acknowledgements: letters, digits, `_` and `-`. Several processes with one name share the
   * messages.
   */
  durable: string;
  /** Only messages with these commands; the others are acknowledged. Default: all. */
  commands?: readonly Msg['command'][] | undefined;
  /** Only these monitors. Default: all. */
  monitors?: readonly string[] | undefined;
  /** Begins at this time of day, in milliseconds since 1970, when the name is used for the first time. Default: with the oldest record. */
  sinceMs?: number | undefined;
  /** The number of messages of one record list that are processed at the same time; 1 or more, Infinity for no limit. Default 1. */
  concurrency?: number | undefined;
  /**
   * The time after which the server sends a list again that is not acknowledged, in milliseconds, 1000 to 2^31 - 1. Renewed while a list is being
   * processed. Default 30_000.
   */
  ackWaitMs?: number | undefined;
  /** The maximum size of a record list whose chunks are joined, in bytes. Default 64 MiB. */
  maxListBytes?: number | undefined;
  /** Called with the error for a message that cannot be read. The message is acknowledged, because it would never become readable. */
  onFault?: ((error: PeerError) => void) | undefined;
}

/** Lists that the server sends before it waits for acknowledgements. */
const MAX_UNACKNOWLEDGED = 256;
/** Lists that the client has read ahead. */
const MAX_PULLED = 64;

/**
 * Processes every message that the stream of `keepHistory` stores, at least once: a record list is acknowledged when the Observables of all its
 * messages have completed, and sent again if the process ends before.
 *
 *     lists    --[m m]------[m]----
 *     project    p-p|       p-|
 *     acks     ------A---------A---
 *
 * The server sends no faster than messages are processed. Lists are processed one after the other; `concurrency` messages of a list are
 * processed at the same time.
 * Cold; unsubscribing leaves the rest to the next subscription with the same `durable`, on any machine. Errors with the error of `project` or of
 * its Observable (the list is not acknowledged), and with NatsError `NO_STREAM`, `NO_JETSTREAM`, `DISCONNECTED`. Errors at the call with
 * LocalProtocolError `INVALID_OPTION`. Stores one list, and incomplete ones of at most `maxListBytes` together.
 *
 * @example
 * consumeHistory(connection, { network: bitcoin.mainnet, durable: 'blocks', commands: ['block'] }, ({ message, monitor }) =>
 *   store(message, monitor),
 * ).subscribe();
 */
export function consumeHistory<Msg extends Message, R>(
  connection: NatsConnection,
  options: ConsumeHistoryOptions<Msg>,
  project: (message: HistoryMessage<Msg>) => ObservableInput<R>,
): Observable<R> {
  const settings = { ...options } as unknown as ConsumeHistoryOptions;
  requireOptions(settings);
  // The consumer of the client is an asynchronous iterator that has to wait for the processing of a list, and to be closed: `from` does neither.
  return new Observable((subscriber) => {
    const processing = new HistoryProcessing(
      connection,
      settings,
      project as (message: HistoryMessage) => ObservableInput<R>,
      subscriber,
    );
    processing.run().then(
      () => subscriber.complete(),
      (error: unknown) => subscriber.error(error),
    );
  });
}

function requireOptions({
  ackWaitMs,
  commands,
  concurrency,
  durable,
  maxListBytes,
  network,
  sinceMs,
}: ConsumeHistoryOptions): void {
  if (typeof durable !== 'string' || !/^[A-Za-z0-9_-]{1,100}$/.test(durable))
    invalidOption('durable', `1 to 100 letters, digits, _ and - expected, got ${show(durable)}`);
  if (ackWaitMs !== undefined) requireInteger('ackWaitMs', ackWaitMs, 1000, MAX_DELAY_MS);
  if (maxListBytes !== undefined) requireInteger('maxListBytes', maxListBytes, 1024, 2 ** 31);
  if (sinceMs !== undefined) requireInteger('sinceMs', Math.floor(sinceMs), 0, Number.MAX_SAFE_INTEGER);
  for (const command of commands ?? []) requireCommand(network, command);
  requireConsumeOptions({ concurrency });
}

/** One subscription of `consumeHistory`. */
class HistoryProcessing<R> {
  private readonly lists: WholeLists<JsMsg>;

  constructor(
    private readonly connection: NatsConnection,
    private readonly options: ConsumeHistoryOptions,
    private readonly project: (message: HistoryMessage) => ObservableInput<R>,
    private readonly subscriber: Subscriber<R>,
  ) {
    this.lists = new WholeLists(options.maxListBytes ?? 64 * 1024 * 1024);
  }

  /** Resolves when the subscription has ended; rejects with what ends it. */
  async run(): Promise<void> {
    const messages = await this.open();
    this.subscriber.add(() => messages.stop());
    for await (const message of messages) {
      if (this.subscriber.closed) return;
      await this.receive(message);
    }
  }

  private async open(): Promise<ConsumerMessages> {
    const { ackWaitMs = 30_000, durable, monitors, network, sinceMs } = this.options;
    const stream = historyStreamName(network);
    try {
      const { consumers } = await jetstreamManager(this.connection, { checkAPI: false });
      const isThere = await consumers.info(stream, durable).then(
        () => true,
        () => false,
      );
      if (!isThere) {
        await consumers.add(stream, {
          durable_name: durable,
          ack_policy: AckPolicy.Explicit,
          ack_wait: ackWaitMs * 1e6,
          max_ack_pending: MAX_UNACKNOWLEDGED,
          filter_subject: commonSubject(network.name, monitors),
          ...(sinceMs === undefined
            ? { deliver_policy: DeliverPolicy.All }
            : { deliver_policy: DeliverPolicy.StartTime, opt_start_time: new Date(sinceMs).toISOString() }),
        });
      }
      const consumer = await jetstream(this.connection).consumers.get(stream, durable);
      return await consumer.consume({ max_messages: MAX_PULLED, abort_on_missing_resource: true });
    } catch (error) {
      throw toNatsError(error, `reading the stream ${stream}`);
    }
  }

  private async receive(message: JsMsg): Promise<void> {
    const monitor = monitorOfSubject(message.subject) ?? '';
    if (this.options.monitors?.includes(monitor) === false) {
      message.ack();
      return;
    }
    const list = this.readable(message, () => this.lists.add(message.data, message));
    if (list === undefined) return;
    const { commands, network, onFault } = this.options;
    const messages = this.readable(message, () => storedMessages(list.bytes, { commands, monitor, network, onFault }));
    if (messages !== undefined) await this.process(messages, list.messages);
    for (const each of list.messages) each.ack();
  }

  /** A message that cannot be read never becomes readable, so it is acknowledged and reported. */
  private readable<T>(message: JsMsg, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.options.onFault?.(toPeerError(error, 'reading a record list'));
      message.ack();
      return undefined;
    }
  }

  private process(messages: readonly HistoryMessage[], parts: readonly JsMsg[]): Promise<void> {
    const { ackWaitMs = 30_000, concurrency = 1 } = this.options;
    return new Promise((resolve, reject) => {
      const renewal = interval(ackWaitMs / 3).subscribe(() => {
        for (const part of parts) part.working();
      });
      const processing = from(messages)
        .pipe(
          mergeMap((message) => this.project(message), concurrency),
          finalize(() => renewal.unsubscribe()),
        )
        .subscribe({
          next: (result) => this.subscriber.next(result),
          error: (error: unknown) => reject(toPeerError(error, 'processing a message')),
          complete: resolve,
        });
      this.subscriber.add(processing);
    });
  }
}
