import type { Codec } from '../codec/codec.js';
import { sequence, struct, type StructCodec } from '../codec/combinators.js';
import { hash32, requireBytes, u8, type Hash } from '../codec/primitives.js';
import { varString } from '../codec/text.js';
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

/** BIP61's "optional extra data": 32 bytes are the hash of the refused transaction or block, fewer have no defined meaning. */
const MAX_REJECT_DATA_BYTES = 31;

const data: Codec<Uint8Array> = {
  minBytes: 1,
  read: (reader) => reader.bytes(reader.remaining),
  write(writer, value) {
    requireBytes(writer, value);
    if (value.length === 0 || value.length > MAX_REJECT_DATA_BYTES) {
      writer.fail(
        'INVALID_VALUE',
        `1 to ${MAX_REJECT_DATA_BYTES} bytes expected, got ${value.length}: 32 bytes are \`hash\``,
      );
    }
    writer.bytes(value);
  },
};

const withHash = struct({ hash: hash32 });
const withData = struct({ data });

/** What follows the reason: a hash, other bytes, or nothing. */
const extra: StructCodec<{ hash?: Hash; data?: Uint8Array }> = {
  minBytes: 0,
  readInto(reader, target) {
    if (reader.remaining === 0) return target;
    return (reader.remaining > MAX_REJECT_DATA_BYTES ? withHash : withData).readInto(reader, target);
  },
  read: (reader) => extra.readInto(reader, {}),
  write(writer, value) {
    if (value.hash !== undefined && value.data !== undefined) {
      writer.fail('INVALID_VALUE', 'hash and data exclude each other');
    }
    if (value.hash !== undefined) withHash.write(writer, value as { hash: Hash });
    if (value.data !== undefined) withData.write(writer, value as { data: Uint8Array });
  },
};

/**
 * Refuses a message of the other side. `hash` names the refused transaction or block; `data` has 1 to 31 bytes without a defined meaning,
 * which some nodes appended (BIP61; removed in Bitcoin Core 0.20).
 */
export const reject = defineMessage(
  'reject',
  sequence(struct({ message: varString(), code: u8, reason: varString() }), extra),
);
export type RejectMessage = MessageOfDefinition<typeof reject>;
