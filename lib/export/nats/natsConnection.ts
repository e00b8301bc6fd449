import type { NatsConnection } from '@nats-io/nats-core';

/** What this library uses of a connection to NATS: create one by `connect` of `@nats-io/transport-node`, or by `wsconnect` of `@nats-io/nats-core`. */
export type NatsClient = Pick<
  NatsConnection,
  'publish' | 'flush' | 'subscribe' | 'request' | 'status' | 'closed' | 'isClosed' | 'info'
>;
