/**
 * `rxpeer/peer-observer`: the messages and changes of connections as events of peer-observer, for its tools, and its archives. Needs the
 * package `protobufjs`. Reading compressed archives on Node before 22.15 also needs `fzstd`.
 */
export {
  toPeerObserverEvents,
  type EncodedPeerObserverEvent,
  type PeerObserverEventOptions,
} from './export/peerObserver/toPeerObserverEvents.js';
export {
  publishPeerObserver,
  type PeerObserverFigures,
  type PublishingConnection,
  type PublishPeerObserverOptions,
} from './export/peerObserver/publishPeerObserver.js';
export type { PeerObserverHost } from './export/peerObserver/peerObserverSubjects.js';
export { isPeerObserverArchive } from './export/peerObserver/archive/archiveStart.js';
export {
  readPeerObserverArchive,
  type ReadPeerObserverArchiveOptions,
} from './export/peerObserver/archive/readPeerObserverArchiveFile.js';
export type { PeerObserverEvent } from './export/peerObserver/archive/peerObserverEvent.js';
export {
  writePeerObserverArchive,
  type WritePeerObserverArchiveOptions,
  type WrittenPeerObserverArchive,
} from './export/peerObserver/archive/writePeerObserverArchiveFile.js';
