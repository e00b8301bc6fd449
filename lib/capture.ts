/** `rxpeer/capture`: recordings of connections, without Node; `rxpeer/node` reads and writes their files. */
export { CaptureError, type CaptureErrorCode } from './capture/captureError.js';
export type { BytesRecord, CaptureRecord, ClosedRecord, OpenedRecord, RecordedError } from './capture/captureRecord.js';
export { decodeRxcap } from './capture/decodeRxcap.js';
export { encodeRxcap } from './capture/encodeRxcap.js';
export { record, type RecordOptions } from './capture/record.js';
export { replay, type ReplayOptions } from './capture/replay.js';
export { RxcapDecoder } from './capture/rxcapDecoder.js';
export { encodeRxcapHeader, encodeRxcapRecord } from './capture/rxcapEncoder.js';
