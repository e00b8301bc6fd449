import { struct } from '../codec/combinators.js';
import { remainingBytes } from '../codec/primitives.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** The fields of an alert message. */
export interface Alert {
  /** The whole payload as it came; it is not parsed. */
  payload: Uint8Array;
}

/**
 * A warning of the retired alert system, `payload` as it came: Bitcoin Core sends its final alert to peers at or below 70012, and reads none.
 * Most payloads are a compactSize length and that many bytes, then the same for a signature (lbcd, wire/msgalert.go).
 */
export const alert = defineMessage('alert', struct<Alert>({ payload: remainingBytes }));
export type AlertMessage = MessageOfDefinition<typeof alert>;
