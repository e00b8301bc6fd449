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

/** A reason that a caller gives may be long; a path never is. In UTF-8 the two take no more than `.rxcap` has room for. */
const MAX_MESSAGE_CHARACTERS = 1000;
const MAX_PATH_CHARACTERS = 80;

/** An error in writing. */
export function toRecordedError(error: PeerError): RecordedError {
  const { name, code, message } = error;
  const { path = '', timeoutMs } = error as { path?: string; timeoutMs?: number };
  const inWriting = {
    name,
    code,
    message: message.slice(0, MAX_MESSAGE_CHARACTERS),
    path: path.slice(0, MAX_PATH_CHARACTERS),
  };
  return timeoutMs === undefined ? inWriting : { ...inWriting, timeoutMs };
}

/** The error that a recording tells of; what is of no class that is known is a TransportError. */
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
