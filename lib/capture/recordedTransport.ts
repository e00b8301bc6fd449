import type { PeerTransport } from '../peer/peerTransport.js';
import type { OpenedRecord } from './captureRecord.js';

/** The transport of a recorded connection. */
export function transportOf({ sessionId, transport }: OpenedRecord): PeerTransport {
  if (transport !== 'v2') return { version: 1 };
  return { version: 2, ...(sessionId === undefined ? {} : { sessionId }) };
}

/** The fields of an `opened` record for this transport. */
export function transportFields(transport: PeerTransport | undefined): Pick<OpenedRecord, 'transport' | 'sessionId'> {
  // A v2 connection that ended before the keys were known has no bytes to decrypt.
  return transport?.sessionId === undefined ? {} : { transport: 'v2', sessionId: transport.sessionId };
}
