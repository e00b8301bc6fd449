/** `rxpeer/node`: peers over TCP, and files of recordings. */
export type { WrittenCapture } from './capture/captureSink.js';
export type { CaptureProgress } from './capture/chunksFile.js';
export { readCaptureFile, type CaptureFile, type ReadCaptureFileOptions } from './capture/readCaptureFile.js';
export { writeCaptureFile, type WriteCaptureFileOptions } from './capture/writeCaptureFile.js';
export { connect, type ConnectOptions } from './connect.js';
export { dial, type DialOptions } from './dial.js';
export { listen, type ListenOptions } from './listen.js';
export type { AvoidedHost } from './pool/avoidedHosts.js';
export { createPool } from './pool/createPool.js';
export type { ListenOn, PoolOptions } from './pool/options.js';
export type { ReachableNetwork } from './pool/peerAddress.js';
export type { FailedConnection, LostPeer, Pool, PoolStats } from './pool/pool.js';
export { PoolError, type PoolErrorCode } from './pool/poolError.js';
export type { BanOptions } from './pool/reputation.js';
