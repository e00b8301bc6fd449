import type { FieldKind } from './payloadField.js';
import type { Reader } from './reader.js';
import type { Writer } from './writer.js';

/**
 * A layout: the encoding of a value on the wire. One literal defines the decoder, the encoder, the minimum size and the type.
 *
 * `read` throws a RemoteProtocolError, because the bytes are from the remote; `write` throws a LocalProtocolError, because the value is from
 * the caller. Both contain the path to the field.
 */
export interface Codec<T> {
  /** Decodes a value at the reader's offset and advances the offset. */
  read(reader: Reader): T;
  /** Appends the encoded value. */
  write(writer: Writer, value: T): void;
  /** Minimum size of an encoded value, in bytes. A list uses it to refuse a count that its bytes cannot contain, before allocating. */
  readonly minBytes: number;
  /** The encoding of the value, for `layoutOf`. Absent: `bytes`, unless the layout has parts. */
  readonly fieldKind?: FieldKind | undefined;
}

/** The type of the values that a layout decodes: `ValueOf<typeof netAddress>`. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;
