import { defer, endWith, finalize, ignoreElements, map, takeUntil, tap, timer, type Observable } from 'rxjs';
import type { NatsClient } from '../export/nats/natsConnection.js';
import { NatsLink } from '../export/nats/publish/natsLink.js';
import type { PublishOptions } from '../export/nats/publish/publishOptions.js';
import type { PublishState } from '../export/nats/publish/publishState.js';
import type { PublishedPool } from '../export/nats/publish/publishTo.js';
import { publishPeerObserver, type PeerObserverFigures } from '../export/peerObserver/publishPeerObserver.js';

const STATE_INTERVAL_MS = 1000;

/** Publishes a pool as events of peer-observer, and emits the state once a second, as `publishTo` does. */
export function publishAsPeerObserver(
  connection: NatsClient,
  source: PublishedPool,
  { connection$ }: PublishOptions,
): Observable<PublishState> {
  return defer(() => {
    const link = new NatsLink(connection, () => undefined);
    let figures: PeerObserverFigures | undefined;
    const ended$ = publishPeerObserver(connection, source, { connection$ }).pipe(
      tap((latest) => (figures = latest)),
      ignoreElements(),
      endWith(true),
    );
    return timer(0, STATE_INTERVAL_MS).pipe(
      map(() => stateOf(link, figures)),
      takeUntil(ended$),
      finalize(() => link.stop()),
    );
  });
}

function stateOf({ isConnected, reconnects }: NatsLink, figures: PeerObserverFigures | undefined): PublishState {
  return {
    isConnected,
    reconnects,
    publishedMessages: figures?.writtenItems ?? 0,
    publishedBytes: figures?.writtenBytes ?? 0,
    droppedMessages: (figures?.droppedItems ?? 0) + (figures?.unencodedItems ?? 0),
    droppedPerCommand: 0,
    droppedBytes: figures?.droppedBytes ?? 0,
    queuedBytes: figures?.queuedBytes ?? 0,
  };
}
