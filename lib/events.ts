/** `rxpeer/events`: the messages and changes of connections as events, and bounded queues that send them to slow receivers. */
export {
  exportEvents,
  type ExportEventsOptions,
  type SinglePeer,
  type SourcePeer,
  type SourcePool,
} from './export/events/exportEvents.js';
export type {
  ExportedEnd,
  ExportedExchange,
  ExportedFailure,
  ExportedFault,
  ExportedJoin,
  ExportedMessage,
  ExportedPeer,
  ExportedPing,
  ExportEvent,
} from './export/events/exportEvent.js';
export { SinkQueue, type Sink, type SinkFigures, type SinkQueueOptions } from './export/sink/sinkQueue.js';
export { writeToSink } from './export/sink/writeToSink.js';
export { eventJson, type EventJsonOptions } from './export/events/eventJson.js';
export { serveEvents, type EventsServer, type EventsServerStats } from './export/http/serveEvents.js';
export type { ServeEventsOptions } from './export/http/serveEventsOptions.js';
export type { EventsHandler, EventsRequest, EventsResponse } from './export/http/eventsHandler.js';
export type { Json } from './wire/json.js';
