import type { NatsConnection } from '@nats-io/nats-core';

/** What publishing and reading live use of a connection to NATS: create one by `connect` of `@nats-io/transport-node`. */
export type NatsClient = Pick<
  NatsConnection,
  'publish' | 'flush' | 'subscribe' | 'request' | 'status' | 'closed' | 'isClosed' | 'info'
>;
