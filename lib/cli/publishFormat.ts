import type { NatsClient } from '../export/nats/natsConnection.js';
import type { PublishOptions } from '../export/nats/publish/publishOptions.js';
import type { PublishState } from '../export/nats/publish/publishState.js';
import type { PublishedPool } from '../export/nats/publish/publishTo.js';
import type { Observable } from 'rxjs';
import { loadOptional } from './natsConnection.js';

/** The forms in which `rxpeer publish` can publish. */
export const PUBLISH_FORMATS = ['rxpeer', 'peer-observer'] as const;

/** A value of `--format`. */
export type PublishFormat = (typeof PUBLISH_FORMATS)[number];

/** Publishes a pool. */
export interface Publisher {
  /** Emits the state of publishing once a second, as `publishTo` does. */
  publish(connection: NatsClient, source: PublishedPool, options: PublishOptions): Observable<PublishState>;
}

/** Loads the publisher of a format when it is needed, because it uses optional packages. */
export function loadPublisher(format: PublishFormat): Promise<Publisher> {
  return loadOptional(async () => {
    switch (format) {
      case 'rxpeer':
        return { publish: (await import('../export/nats/publish/publishTo.js')).publishTo };
      case 'peer-observer':
        return { publish: (await import('./publishAsPeerObserver.js')).publishAsPeerObserver };
    }
  });
}
