import { sequence, struct, tail } from '../bytes/combinators.js';
import { hash32, u8 } from '../bytes/primitives.js';
import { varString } from '../bytes/text.js';
import { defineMessage, type MessageOfDefinition } from './defineMessage.js';

/** The first protocol version that has reject (BIP61). */
export const REJECT_PROTOCOL_VERSION = 70_002;

/** Why (BIP61; lbcd, wire/msgreject.go). */
export const RejectCode = {
  malformed: 0x01,
  invalid: 0x10,
  obsolete: 0x11,
  duplicate: 0x12,
  nonstandard: 0x40,
  dust: 0x41,
  insufficientFee: 0x42,
  checkpoint: 0x43,
} as const;

/** "I refuse your `message`": `hash` names the transaction or block that it brought (BIP61; gone from Bitcoin Core 0.20). */
export const reject = defineMessage(
  'reject',
  sequence(struct({ message: varString(), code: u8, reason: varString() }), tail({ hash: hash32 })),
);
export type RejectMessage = MessageOfDefinition<typeof reject>;
