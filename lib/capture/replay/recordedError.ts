import {
  LocalProtocolError,
  PeerTimeoutError,
  RemoteProtocolError,
  TransportError,
  type LocalProtocolErrorCode,
  type PeerError,
  type PeerTimeoutErrorCode,
  type RemoteProtocolErrorCode,
  type TransportErrorCode,
} from '../../base/errors.js';
import type { RecordedError } from '../captureRecord.js';

/**
 * The message of an error may contain a long text from the caller; a path is never long. In UTF-8 a character takes at most 3 bytes, so both
 * fit the limits of `.rxcap` (4096 and 255 bytes).
 */
const MAX_MESSAGE_CHARACTERS = 1000;
const MAX_PATH_CHARACTERS = 80;

/** The fields of an error that a recording stores. */
export function toRecordedError(error: PeerError): RecordedError {
  const { name, code, message } = error;
  const { path = '', timeoutMs } = error as { path?: string; timeoutMs?: number };
  const recorded = {
    name,
    code,
    message: message.slice(0, MAX_MESSAGE_CHARACTERS),
    path: path.slice(0, MAX_PATH_CHARACTERS),
  };
  return timeoutMs === undefined ? recorded : { ...recorded, timeoutMs };
}

/** The error that a recording stores. An unknown class name becomes a TransportError. */
export function toPeerError({ name, code, message, path, timeoutMs = 0 }: RecordedError): PeerError {
  const fact = path !== '' && message.startsWith(`${path}: `) ? message.slice(path.length + 2) : message;
  switch (name) {
    case 'RemoteProtocolError':
      return new RemoteProtocolError(code as RemoteProtocolErrorCode, fact, path);
    case 'LocalProtocolError':
      return new LocalProtocolError(code as LocalProtocolErrorCode, fact, path);
    case 'PeerTimeoutError':
      return new PeerTimeoutError(code as PeerTimeoutErrorCode, message, timeoutMs);
    default:
      return new TransportError(code as TransportErrorCode, message);
  }
}
