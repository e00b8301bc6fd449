import { DeliverPolicy, jetstream, jetstreamManager, type ConsumerMessages, type JsMsg } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { toNatsError } from '../natsError.js';
import { commonSubject, monitorOfSubject } from '../recordSubject.js';
import { historyStreamName } from './historyStream.js';
import type { HistoryRange, StoredMessage } from './readHistory.js';

/** A message of the stream, with its place. */
export interface TimedMessage extends StoredMessage {
  /** When the server stored it: time of day in milliseconds since 1970. */
  readonly atMs: number;
  /** True if the stream had nothing after it when it was delivered. */
  readonly isLatest: boolean;
}

/** Reads the stream of `keepHistory` message by message: the caller decides when the next one is due. */
export interface HistoryReader {
  /**
   * Resolves with the next message, which may be stored later; with `'caughtUp'` if the stream has none at present (then call it again); undefined
   * after `stop` and when the connection is closed. Rejects with NatsError.
   */
  next(): Promise<TimedMessage | 'caughtUp' | undefined>;
  /** Ends the reading, and deletes the consumer on the server. */
  stop(): void;
}

/** Begins to read at `sinceMs`. Its `next` rejects with NatsError, among others `NO_STREAM` and `NO_JETSTREAM`. */
export function historyReader(connection: NatsConnection, range: HistoryRange): HistoryReader {
  const { monitors, network, sinceMs } = range;
  let isStopped = false;
  const opened = open();
  // `next` reports it.
  opened.catch(() => undefined);

  let isEmpty = false;

  async function open(): Promise<{ messages: ConsumerMessages; iterator: AsyncIterator<JsMsg> }> {
    const consumer = await jetstream(connection).consumers.get(historyStreamName(network), {
      filter_subjects: commonSubject(network.name, monitors),
      deliver_policy: DeliverPolicy.StartTime,
      opt_start_time: new Date(sinceMs).toISOString(),
    });
    isEmpty = (await consumer.info(true)).num_pending === 0;
    const messages = await consumer.consume({ abort_on_missing_resource: true });
    if (isStopped) messages.stop();
    return { messages, iterator: messages[Symbol.asyncIterator]() };
  }

  return {
    async next() {
      try {
        const { iterator } = await opened;
        if (isEmpty) {
          isEmpty = false;
          return 'caughtUp';
        }
        for (;;) {
          const result = await iterator.next();
          if (result.done === true || isStopped) return undefined;
          const { data, info, subject, timestampNanos } = result.value;
          const isLatest = info.pending === 0;
          if (monitors?.includes(monitorOfSubject(subject) ?? '') !== false) {
            return { data, subject, atMs: Number(timestampNanos / 1000n) / 1000, isLatest };
          }
          if (isLatest) return 'caughtUp';
        }
      } catch (error) {
        throw toNatsError(error, `reading the stream ${historyStreamName(network)}`);
      }
    },
    stop() {
      isStopped = true;
      void opened.then(({ messages }) => messages.stop()).catch(() => undefined);
    },
  };
}

/** The time of the oldest message that the stream has, in milliseconds since 1970; undefined if it is empty. Rejects with NatsError. */
export async function historyStartMs(
  connection: NatsConnection,
  network: { readonly name: string },
): Promise<number | undefined> {
  try {
    const { streams } = await jetstreamManager(connection, { checkAPI: false });
    const { state } = await streams.info(historyStreamName(network));
    return state.messages === 0 ? undefined : Date.parse(state.first_ts);
  } catch (error) {
    throw toNatsError(error, `reading the stream ${historyStreamName(network)}`);
  }
}
