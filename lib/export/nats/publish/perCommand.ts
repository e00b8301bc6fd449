import { headers, type MsgHdrs } from '@nats-io/nats-core';
import type { Network } from '../../../networks/network.js';
import type { PassedFrame } from '../../../peer/streams/passedFrame.js';
import type { ExportedPeer } from '../../events/exportEvent.js';
import { subjectToken } from '../subject.js';

/** The subject of one message alone. Commands that the network's table does not have are `unknown`, so a remote cannot create subjects. */
export function perCommandSubject(
  peerSubject: string,
  { command, direction }: Pick<PassedFrame, 'command' | 'direction'>,
  network: Network,
): string {
  return `${peerSubject}.${direction}.${network.messages.has(command) ? subjectToken(command) : 'unknown'}`;
}

const MAX_ADDRESS_CHARACTERS = 255;

/**
 * The headers of one message alone: `Rxpeer-Time` (milliseconds since 1970), `Rxpeer-Address`, `Rxpeer-Size` (bytes of the frame),
 * `Rxpeer-Transport` (1 or 2) and `Rxpeer-Protocol-Version`; a header whose value is not known is left out.
 */
export function messageHeaders(
  { address, protocolVersion, transport }: ExportedPeer,
  { atMs, sizeBytes }: Pick<PassedFrame, 'atMs' | 'sizeBytes'>,
): MsgHdrs {
  const all = headers();
  all.set('Rxpeer-Time', String(atMs));
  // NATS forbids line breaks in headers; a name that a user gives a peer may have them, and may be long.
  all.set('Rxpeer-Address', address.slice(0, MAX_ADDRESS_CHARACTERS).replace(/[\r\n]/g, ' '));
  all.set('Rxpeer-Size', String(sizeBytes));
  if (transport !== undefined) all.set('Rxpeer-Transport', String(transport.version));
  if (protocolVersion !== undefined) all.set('Rxpeer-Protocol-Version', String(protocolVersion));
  return all;
}
