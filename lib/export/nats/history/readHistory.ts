import { DeliverPolicy, jetstream, type ConsumerMessages } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { Observable } from 'rxjs';
import { toNatsError } from '../natsError.js';
import { commonSubject, monitorOfSubject } from '../recordSubject.js';
import { historyStreamName } from './historyStream.js';

/** A message of the stream. */
export interface StoredMessage {
  readonly subject: string;
  readonly data: Uint8Array;
}

/**
 * The messages of a network that the stream of `keepHistory` stores since a time of day, and then the new ones, in the order of the
 * stream. The client requests further messages only when the subscribers have processed the previous ones. Errors with NatsError, among
 * others `NO_STREAM` and `NO_JETSTREAM`.
 *
 * Cold: each subscription has its own ordered consumer, which the server deletes when it ends.
 */
export function readHistory(
  connection: NatsConnection,
  { monitors, network, sinceMs }: HistoryRange,
): Observable<StoredMessage> {
  // The consumer of the client is an asynchronous iterator that has to be closed: `from` would not close it.
  return new Observable((subscriber) => {
    let messages: ConsumerMessages | undefined;
    subscriber.add(() => messages?.stop());
    void read();

    async function read(): Promise<void> {
      try {
        const consumer = await jetstream(connection).consumers.get(historyStreamName(network), {
          filter_subjects: commonSubject(network.name, monitors),
          deliver_policy: DeliverPolicy.StartTime,
          opt_start_time: new Date(sinceMs).toISOString(),
        });
        if (subscriber.closed) return;
        messages = await consumer.consume({ abort_on_missing_resource: true });
        for await (const { data, subject } of messages) {
          if (subscriber.closed) break;
          if (monitors?.includes(monitorOfSubject(subject) ?? '') !== false) subscriber.next({ subject, data });
        }
        subscriber.complete();
      } catch (error) {
        subscriber.error(toNatsError(error, `reading the stream ${historyStreamName(network)}`));
      }
    }
  });
}

/** The messages that `readHistory` reads. */
export interface HistoryRange {
  readonly network: { readonly name: string };
  /** Default: all. */
  readonly monitors?: readonly string[] | undefined;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
}
