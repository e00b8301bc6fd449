/**
 * How the bytes of a field are encoded. The number is the width in bits; `le` is little-endian, `be` big-endian.
 *
 * `hash32`: 32 bytes in the reverse order of the 64 digits of the hash. `compactSize`: an integer of 1, 3, 5 or 9 bytes. `text`: UTF-8.
 * `bytes`: bytes that are shown as they are, or several values that are not listed (roles `marker`, `leftover` and `cut`).
 */
export type FieldKind =
  | 'u8'
  | 'u16le'
  | 'u16be'
  | 'u32le'
  | 'i32le'
  | 'u48le'
  | 'u64le'
  | 'i64le'
  | 'f64le'
  | 'bool'
  | 'hash32'
  | 'compactSize'
  | 'bytes'
  | 'text';

/**
 * The role of a field's bytes.
 *
 * - `value`: the value at `path`.
 * - `count`: the number of items of the list at `path`.
 * - `length`: the number of bytes of the byte string or text at `path`.
 * - `difference`: the index at `path`, as the difference to the preceding index minus one (BIP152).
 * - `marker`: the marker and the flag that announce the witnesses of the transaction at `path` (BIP144).
 * - `ignored`: a number that the message does not contain: the transaction count after the header at `path`.
 * - `leftover`: bytes after the message.
 * - `cut`: fields beyond the limit: the bytes of all remaining items of the list at `path`, from `cutFrom` on.
 */
export type FieldRole = 'value' | 'count' | 'length' | 'difference' | 'marker' | 'ignored' | 'leftover' | 'cut';

/** A field of a payload that contains no other fields. Every byte of a payload belongs to exactly one field. */
export interface PayloadField {
  /**
   * The value of the message that the bytes belong to, in the form of `RemoteProtocolError.path`: `transaction/inputs/0/script`. Empty for the
   * whole message.
   */
  readonly path: string;
  /** Offset of the first byte in the payload. */
  readonly offset: number;
  /** Number of bytes, at least 1. */
  readonly length: number;
  /** The encoding of the bytes. */
  readonly kind: FieldKind;
  /** The role of the bytes. */
  readonly role: FieldRole;
  /** Path of the first field that is not listed. Present only with the role `cut`. */
  readonly cutFrom?: string;
}
