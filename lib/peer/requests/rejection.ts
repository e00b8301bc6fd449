import type { Hash } from '../../codec/primitives.js';

/** The fields of a reject message (BIP61). */
export interface Rejection {
  /** The command of the rejected message. */
  message: string;
  /** A RejectCode. */
  code: number;
  /** A text for the remote's log. */
  reason: string;
  /** The hash of the rejected transaction or block. Default: all zero. */
  hash?: Hash | undefined;
}
