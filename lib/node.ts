/** Entry point `rxpeer/node`: everything that needs Node: peers over TCP, pools, and files of recordings. */
export { broadcast } from './broadcast/broadcast.js';
export { BroadcastError } from './broadcast/broadcastError.js';
export type {
  BroadcastEcho,
  BroadcastEvent,
  BroadcastFailure,
  BroadcastOutcome,
  BroadcastOutcomeEvent,
  BroadcastProgress,
  BroadcastResult,
  BroadcastStage,
  DeliveredOutcome,
  FailedOutcome,
} from './broadcast/broadcastEvent.js';
export type { BroadcastOptions } from './broadcast/broadcastOptions.js';
export { broadcastResult } from './broadcast/broadcastResult.js';
export type { EchoPeer, EchoPool, EchoSource } from './broadcast/echoSource.js';
export type { WrittenCapture } from './capture/captureWriter.js';
export type { CaptureProgress } from './capture/files/chunkReaderFile.js';
export { readCaptureFile, type CaptureFile, type ReadCaptureFileOptions } from './capture/files/readCaptureFile.js';
export { writeCaptureFile, type WriteCaptureFileOptions } from './capture/files/writeCaptureFile.js';
export { connect, type ConnectOptions } from './connect/connect.js';
export { dial, type DialOptions } from './connect/dial.js';
export { listen, type ListenOptions } from './connect/listen.js';
export { processMetrics } from './export/metrics/processMetrics.js';
export { serveMetrics, type ServedMetrics, type ServeMetricsOptions } from './export/metrics/serveMetrics.js';
export type { AvoidedHost } from './pool/avoidedHosts.js';
export { createPool } from './pool/createPool.js';
export type { ListenOn, PoolOptions } from './pool/poolOptions.js';
export type { ReachableNetwork } from './pool/peerAddress.js';
export type { ObservedPeer, ObservedPool, PeerTraffic } from './pool/observedPool.js';
export type { FailedConnection, LostPeer, Pool, PoolStats } from './pool/pool.js';
export { PoolError, type PoolErrorCode } from './pool/poolError.js';
export type { BanOptions } from './pool/reputation.js';
export type { ProxyOptions } from './transport/proxyOptions.js';
export {
  dialTcp,
  tcpDuplex,
  type ConnectedSocket,
  type DialTcpOptions,
  type TcpDuplexOptions,
} from './transport/tcp.js';
