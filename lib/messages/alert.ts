import { struct } from '../bytes/combinators.js';
import { varBytes } from '../bytes/primitives.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** A signed warning of old: Bitcoin Core sends its final one to peers at or below 70012. lbcd, wire/msgalert.go. */
export const alert = defineMessage('alert', struct({ payload: varBytes(), signature: varBytes() }));
export type AlertMessage = MessageOfDefinition<typeof alert>;
