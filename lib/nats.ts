/** `rxpeer/nats`: what a machine sees, on NATS. Needs `@nats-io/nats-core` and `@nats-io/jetstream`. */
export type { NatsClient } from './export/nats/natsConnection.js';
export { NatsError, type NatsErrorCode } from './export/nats/natsError.js';
export type { PublishOptions } from './export/nats/publish/publishOptions.js';
export type { PublishState } from './export/nats/publish/publishState.js';
export { publishTo, type PublishedPool } from './export/nats/publish/publishTo.js';
export { fromNats } from './export/nats/remote/fromNats.js';
export type { FromNatsOptions } from './export/nats/remote/fromNatsOptions.js';
export type { MonitoredPeer, MonitorStatus, RemotePool } from './export/nats/remote/remotePool.js';
export { parseSubjectToken, subjectToken } from './export/nats/subject.js';
