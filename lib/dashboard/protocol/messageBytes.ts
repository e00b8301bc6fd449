/** The maximum number of bytes of one payload that a page gets. */
export const MAX_SHOWN_BYTES = 16_384;

/** The bytes of one message, and its fields: the answer to the question `bytes`. */
export interface MessageBytes {
  readonly peer: number;
  readonly line: number;
  /** The first MAX_SHOWN_BYTES bytes of the payload as hex digits; absent if it is not available. */
  readonly payload?: string;
  /** The size of the whole payload. */
  readonly payloadBytes?: number;
  /** The header in front of the payload; absent for the encrypted transport, which has none. */
  readonly header?: readonly HeaderField[];
  /** The fields that begin within the shown bytes. Absent if the payload cannot be decoded. */
  readonly fields?: readonly ByteField[];
  /** Why there are no fields, or no bytes. */
  readonly missingReason?: string;
}

/** A field of the frame's header. */
export interface HeaderField {
  readonly name: 'magic' | 'command' | 'length' | 'checksum';
  /** Its bytes as hex digits. */
  readonly hex: string;
}

/** A field of a payload, as `PayloadField` of `rxpeer/wire`: bytes without fields inside. */
export interface ByteField {
  /** The value of the message that the bytes belong to, such as `items/0/hash`; empty for the whole message. */
  readonly path: string;
  /** The offset of the first byte in the payload. */
  readonly offset: number;
  /** The number of bytes, including those beyond the shown ones. */
  readonly length: number;
  /** The encoding of the bytes, such as `u32le`. */
  readonly kind: string;
  /** The role of the bytes: a value, the count of a list, the length of a text, … */
  readonly role: string;
}
