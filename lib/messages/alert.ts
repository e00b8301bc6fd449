import { struct } from '../codec/combinators.js';
import { remainingBytes } from '../codec/primitives.js';
import { defineMessage, type MessageDefinition } from './defineMessage.js';

/**
 * A warning of the retired alert system. Bitcoin Core sends its final alert to peers with protocol version 70012 or lower, and ignores
 * received alerts.
 */
export interface AlertMessage {
  readonly command: 'alert';
  /**
   * The whole payload; it is not parsed. Usually it is a compactSize length and that number of bytes, then a signature in the same form
   * (lbcd, wire/msgalert.go).
   */
  payload: Uint8Array;
}
export const alert: MessageDefinition<'alert', Omit<AlertMessage, 'command'>> = defineMessage(
  'alert',
  struct({ payload: remainingBytes }),
);
