import { Observable, map } from 'rxjs';
import type { PeerError } from '../../base/errors.js';
import { exportEvents, type ExportEventsOptions, type SinglePeer, type SourcePool } from '../events/exportEvents.js';
import type { SinkFigures, SinkQueueOptions } from '../sink/sinkQueue.js';
import { writeToSink } from '../sink/writeToSink.js';
import {
  DEFAULT_MAX_EVENT_BYTES,
  toPeerObserverEvents,
  type EncodedPeerObserverEvent,
  type PeerObserverEventOptions,
} from './toPeerObserverEvents.js';

/** The part of a NATS connection that `publishPeerObserver` uses. A `NatsConnection` of `@nats-io/nats-core` has it. */
export interface PublishingConnection {
  /** Sends a message, or queues it. */
  publish(subject: string, payload: Uint8Array): void;
  /** Resolves when the server has received everything that was published before. */
  flush(): Promise<void>;
  /** The server's information about itself; `max_payload` is its bound on the size of a message. */
  readonly info?: { readonly max_payload?: number | undefined } | undefined;
}

/** Options of `publishPeerObserver`. */
export interface PublishPeerObserverOptions
  extends
    Omit<PeerObserverEventOptions, 'onFault'>,
    Omit<ExportEventsOptions, 'messages'>,
    Pick<SinkQueueOptions<EncodedPeerObserverEvent>, 'maxQueuedBytes' | 'maxBatchBytes'> {
  /** Called for each event that could not be encoded, and after each write that failed. Default: only counted. */
  onFault?: ((error: PeerError) => void) | undefined;
}

/** The figures of `publishPeerObserver`, since the subscription. */
export interface PeerObserverFigures extends SinkFigures {
  /** Events that could not be encoded, or are larger than `maxEventBytes`: they were not queued. */
  readonly unencodedItems: number;
}

/**
 * Publishes the events of the connections of a pool, or of one peer, as events of peer-observer, on the subjects that its tools subscribe
 * to.
 *
 *     exportEvents(source)  --m-m---m----l|
 *     connection.publish    --p-p---p----p
 *     figures               ----f---f----f|
 *
 * Emits the figures after each write and each drop. A slow or absent server never slows a peer: at most `maxQueuedBytes` of encoded events wait (16
 * MiB), further ones are dropped and counted. A batch is written when the server has the one before it (`flush`); a batch whose flush fails counts
 * as dropped. The default of `maxEventBytes` is the server's `max_payload`. Completes when the source is closed and everything is written.
 * Unsubscribing drops the queued events. Does not close the connection.
 *
 * @example
 * publishPeerObserver(await connect({ servers: '127.0.0.1:4222' }), pool).subscribe(({ droppedItems }) => console.log(droppedItems));
 */
export function publishPeerObserver(
  connection: PublishingConnection,
  source: SourcePool | SinglePeer,
  options: PublishPeerObserverOptions = {},
): Observable<PeerObserverFigures> {
  const { connection$, maxBatchBytes, maxQueuedBytes, onFault, scheduler } = options;
  // The count belongs to the subscription, and each failed encoding increments it without an item that passes the queue.
  return new Observable((subscriber) => {
    let unencodedItems = 0;
    let figures: SinkFigures = NOTHING_WRITTEN;
    const encoded$ = exportEvents(source, { connection$, scheduler }).pipe(
      toPeerObserverEvents({
        ...options,
        maxEventBytes: options.maxEventBytes ?? connection.info?.max_payload ?? DEFAULT_MAX_EVENT_BYTES,
        onFault(error) {
          unencodedItems += 1;
          onFault?.(error);
          subscriber.next({ ...figures, unencodedItems });
        },
      }),
    );
    return encoded$
      .pipe(
        writeToSink(sinkOf(connection), {
          ...{ maxBatchBytes, maxQueuedBytes },
          onDropped: (_items, error) => error === undefined || onFault?.(error),
          sizeOf: ({ payload, subject }) => payload.length + subject.length,
        }),
        map((each) => ({ ...(figures = each), unencodedItems })),
      )
      .subscribe(subscriber);
  });
}

function sinkOf(connection: PublishingConnection) {
  return {
    write(items: readonly EncodedPeerObserverEvent[]): Promise<void> {
      for (const { payload, subject } of items) connection.publish(subject, payload);
      return connection.flush();
    },
  };
}

const NOTHING_WRITTEN: SinkFigures = {
  ...{ writtenItems: 0, writtenBytes: 0, droppedItems: 0, droppedBytes: 0, queuedBytes: 0 },
};
