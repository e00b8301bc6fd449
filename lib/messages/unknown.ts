/** What no table knows arrives as it came; it can be sent, too. */
export interface UnknownMessage {
  readonly command: 'unknown';
  /** The command of the frame: 1 to 12 characters of printable ASCII. */
  name: string;
  payload: Uint8Array;
}
