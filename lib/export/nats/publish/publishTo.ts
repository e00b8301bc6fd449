import { Observable } from 'rxjs';
import type { Peer } from '../../../peer/peer.js';
import type { NatsClient } from '../natsConnection.js';
import { closedError, Publication, type PublishedPool } from './publication.js';
import { requirePublishOptions, type PublishOptions } from './publishOptions.js';
import type { PublishState } from './publishState.js';

export type { PublishedPool } from './publication.js';

/**
 * Publishes the messages and events of a pool or of one peer to NATS, for `fromNats` on any machine. Emits the state of publishing once a second.
 *
 *     pool.joined$       --p------------------
 *     p.frames$          ----m-mm---m---------
 *     subjects           --j-L--L---L--s------     j joined, L list of the messages of one turn, s state
 *     publishTo(…)       ------f-------f-----      f { publishedMessages, droppedMessages, isConnected, … }
 *
 * Cold: subscribing starts, unsubscribing stops; the connection stays open. The messages of a peer and turn of the event loop are one record list
 * (docs/nats.md) on the subject `rxpeer.<network>.<monitor>.<peer>`. A slow or absent server never slows a peer: at most `maxQueuedBytes`
 * wait, beyond that records are dropped and counted; readers see the gap. After a lost connection it continues when the client has reconnected.
 *
 * Errors with NatsError `MONITOR_NAME_TAKEN` if another publisher on the server has the name, `DISCONNECTED` if the connection is closed; at the
 * call with LocalProtocolError `INVALID_OPTION`. Completes when the pool or peer is closed and everything was confirmed or dropped.
 *
 * @example
 * const connection = await connect({ servers: 'nats://127.0.0.1:4222' });
 * publishTo(connection, pool, { monitor: 'berlin' }).subscribe(({ droppedMessages }) => console.log(droppedMessages));
 */
export function publishTo(
  connection: NatsClient,
  source: PublishedPool | Peer,
  options: PublishOptions,
): Observable<PublishState> {
  requirePublishOptions(options);
  // The subscriptions to the server and the queue end with the subscription: no operator joins them.
  return new Observable((subscriber) => {
    if (connection.isClosed()) {
      subscriber.error(closedError());
      return;
    }
    const publication = new Publication(connection, source, options, {
      onState: (state) => subscriber.next(state),
      onError: (error) => subscriber.error(error),
      onComplete: () => subscriber.complete(),
    });
    subscriber.add(() => publication.close());
    publication.start();
  });
}
