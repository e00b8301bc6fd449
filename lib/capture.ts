/** `rxpeer/capture`: recordings of connections, without Node; `rxpeer/node` reads and writes their files. */
export { CaptureError, type CaptureErrorCode } from './capture/captureError.js';
export {
  CaptureFrames,
  type CapturedFrame,
  type CaptureFramesOptions,
  type CapturePlace,
} from './capture/captureFrames.js';
export type { BytesRecord, CaptureRecord, ClosedRecord, OpenedRecord, RecordedError } from './capture/captureRecord.js';
export type { CoreOptions } from './capture/coreDecoder.js';
export { CoreEncoder, type CorePiece } from './capture/coreEncoder.js';
export { decodeRxcap } from './capture/decodeRxcap.js';
export { encodeRxcap } from './capture/encodeRxcap.js';
export { fromCoreMessages, type FromCoreMessagesOptions } from './capture/fromCoreMessages.js';
export type { ChooseConnectionOptions } from './capture/pcap/chooseConnection.js';
export { fromPcap } from './capture/pcap/fromPcap.js';
export type { PcapOptions } from './capture/pcap/pcapSession.js';
export type { TcpSessionOptions } from './capture/pcap/tcpSession.js';
export { record, type RecordOptions } from './capture/record.js';
export { replay, type ReplayOptions } from './capture/replay.js';
export { RxcapDecoder } from './capture/rxcapDecoder.js';
export { encodeRxcapHeader, encodeRxcapRecord } from './capture/rxcapEncoder.js';
