/**
 * A message that the network's table does not have, as its bytes. It can be sent, too, under any name: under one that the table has,
 * the remote decodes the payload as that message.
 */
export interface UnknownMessage {
  readonly command: 'unknown';
  /** The command of the frame: 1 to 12 characters of printable ASCII. */
  name: string;
  payload: Uint8Array;
}
