import type { NatsConnection } from '@nats-io/nats-core';

/** The part of a connection to NATS that publishing and live reading use: create one by `connect` of `@nats-io/transport-node`. */
export type NatsClient = Pick<
  NatsConnection,
  'publish' | 'flush' | 'subscribe' | 'request' | 'status' | 'closed' | 'isClosed' | 'info'
>;
