import { struct } from '../bytes/combinators.js';
import { varBytes } from '../bytes/primitives.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** The fields of an alert message. */
export interface Alert {
  /** The alert itself, in a layout of its own that this library does not read. */
  payload: Uint8Array;
  /** The signature over `payload`. */
  signature: Uint8Array;
}

/** A signed warning of old: Bitcoin Core sends its final one to peers at or below 70012. lbcd, wire/msgalert.go. */
export const alert = defineMessage('alert', struct<Alert>({ payload: varBytes(), signature: varBytes() }));
export type AlertMessage = MessageOfDefinition<typeof alert>;
