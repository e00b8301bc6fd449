/**
 * `rxpeer/capture`: records and replays connections, and decodes and encodes recordings. Imports no module of Node; `rxpeer/node` reads and writes
 * files of recordings.
 */
export { CaptureError, type CaptureErrorCode } from './capture/captureError.js';
export {
  CaptureFrameDecoder,
  type CapturedFrame,
  type CaptureFrameDecoderOptions,
  type CapturePlace,
} from './capture/captureFrameDecoder.js';
export type {
  BytesRecord,
  CaptureRecord,
  ClosedRecord,
  OpenedRecord,
  RawBytesRecord,
  RecordedError,
  SecretsRecord,
} from './capture/captureRecord.js';
export type { CoreDecoderOptions } from './capture/formats/core/coreDecoder.js';
export { CoreEncoder, type CoreFileRecord } from './capture/formats/core/coreEncoder.js';
export { decodeRxcap } from './capture/formats/rxcap/decodeRxcap.js';
export { encodePcap } from './capture/formats/pcap/encodePcap.js';
export { encodeRxcap } from './capture/formats/rxcap/encodeRxcap.js';
export { fromCoreMessages, type FromCoreMessagesOptions } from './capture/formats/core/fromCoreMessages.js';
export type { ChooseConnectionOptions } from './capture/formats/pcap/chooseConnection.js';
export { fromPcap } from './capture/formats/pcap/fromPcap.js';
export type { FromPcapOptions } from './capture/formats/pcap/pcapSession.js';
export type { TcpSessionOptions } from './capture/formats/pcap/tcpSession.js';
export { PcapEncoder } from './capture/formats/pcap/pcapEncoder.js';
export { RawBytesDecryptor, type TransportSide } from './capture/rawBytesDecryptor.js';
export { record, type RecordOptions } from './capture/record.js';
export { replay, type ReplayOptions } from './capture/replay/replay.js';
export { RxcapDecoder } from './capture/formats/rxcap/rxcapDecoder.js';
export { encodeRxcapHeader, encodeRxcapRecord } from './capture/formats/rxcap/rxcapEncoder.js';
