/**
 * A message whose command is not in the network's table, with its undecoded payload. It can be sent too, with any name. If the name is in
 * the remote's table, the remote decodes the payload as that message.
 */
export interface UnknownMessage {
  readonly command: 'unknown';
  /** The command of the frame: 1 to 12 characters of printable ASCII. */
  name: string;
  /** The payload, a copy. At most `limits.maxPayloadBytes`. */
  payload: Uint8Array;
}
