import type { Codec } from '../codec/codec.js';
import { sequence, struct, type StructCodec } from '../codec/combinators.js';
import { hash32, requireBytes, u8, type Hash } from '../codec/primitives.js';
import { varString } from '../codec/text.js';
import { defineMessage, type MessageDefinition } from './defineMessage.js';

/** The first protocol version with reject (BIP61). */
export const REJECT_PROTOCOL_VERSION = 70_002;

/** Reasons for a reject (BIP61; lbcd, wire/msgreject.go). */
export const RejectCode = {
  /** The message could not be decoded. */
  malformed: 0x01,
  /** The transaction or block violates a consensus rule. */
  invalid: 0x10,
  /** The block version or protocol version is no longer supported. */
  obsolete: 0x11,
  /** A duplicate version message, or a transaction that spends an output that is already spent. */
  duplicate: 0x12,
  /** The node does not mine or relay the transaction: it is not standard. */
  nonstandard: 0x40,
  /** An output is below the dust limit. */
  dust: 0x41,
  /** The transaction pays too low a fee. */
  insufficientFee: 0x42,
  /** The block is inconsistent with a checkpoint. */
  checkpoint: 0x43,
} as const;

/** BIP61's "optional extra data": 32 bytes are the hash of the refused transaction or block; fewer bytes have no defined meaning. */
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

/** The optional data after the reason: a hash, other bytes, or nothing. */
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

/** Refuses a message of the remote (BIP61). Bitcoin Core removed it in version 0.20. */
export interface RejectMessage {
  readonly command: 'reject';
  /** Command of the refused message. */
  message: string;
  /** A value of `RejectCode`; other values are decoded unchanged. */
  code: number;
  /** Reason in words, for logs. */
  reason: string;
  /** Hash of the refused transaction or block. Absent for other messages. Excludes `data`. */
  hash?: Hash;
  /** 1 to 31 bytes without a defined meaning, which some nodes appended instead of a hash. Excludes `hash`. */
  data?: Uint8Array;
}
export const reject: MessageDefinition<'reject', Omit<RejectMessage, 'command'>> = defineMessage(
  'reject',
  sequence(struct({ message: varString(), code: u8, reason: varString() }), extra),
);
