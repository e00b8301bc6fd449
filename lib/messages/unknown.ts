/**
 * A message whose command the network's table does not contain, with its undecoded payload. It can be sent too, with any name: a remote whose
 * table contains the name decodes the payload as that message.
 */
export interface UnknownMessage {
  readonly command: 'unknown';
  /** The command of the frame: 1 to 12 characters of printable ASCII. */
  name: string;
  /** The payload, a copy. At most `limits.maxPayloadBytes`. */
  payload: Uint8Array;
}
