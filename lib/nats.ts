/**
 * `rxpeer/nats`: publishes the messages and events of a pool to NATS, and reads them on other machines. Needs `@nats-io/nats-core` and
 * `@nats-io/jetstream`.
 */
export type { NatsClient } from './export/nats/natsConnection.js';
export { NatsError, type NatsErrorCode } from './export/nats/natsError.js';
export type { PublishOptions } from './export/nats/publish/publishOptions.js';
export type { PublishState } from './export/nats/publish/publishState.js';
export { publishTo, type PublishedPool } from './export/nats/publish/publishTo.js';
export { consumeHistory, type ConsumeHistoryOptions } from './export/nats/history/consumeHistory.js';
export { keepHistory, type KeepHistoryOptions } from './export/nats/history/historyStream.js';
export type { HistoryMessage } from './export/nats/history/storedMessages.js';
export { fromNats } from './export/nats/remote/fromNats.js';
export type { FromNatsOptions } from './export/nats/remote/fromNatsOptions.js';
export type { MonitoredPeer, MonitorStatus, RemotePool } from './export/nats/remote/remotePool.js';
export type {
  ClockConnection,
  ClockOffset,
  MonitorClocks,
  MonitorClocksOptions,
} from './export/nats/clock/monitorClocks.js';
export { monitorClocks } from './export/nats/clock/monitorClocks.js';
export { firstSeenByNats, type FirstSeenByNatsOptions } from './export/nats/firstSeen/firstSeenByNats.js';
export type {
  FirstSeenEvent,
  FirstSeenFault,
  FirstSeenSighting,
  FirstSeenWinner,
  TimedSighting,
} from './export/nats/firstSeen/firstSeenEvent.js';
export type { FirstSeenStreamOptions } from './export/nats/firstSeen/firstSeenStream.js';
export { parseSubjectToken, subjectToken } from './export/nats/subject.js';
