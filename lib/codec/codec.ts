import type { Reader } from './reader.js';
import type { Writer } from './writer.js';

/**
 * A layout: how a value stands on the wire. Decoding, encoding, the least size and the type all come out of one literal.
 *
 * `read` throws a RemoteProtocolError (the bytes are the remote's), `write` a LocalProtocolError (the value is the caller's),
 * both with the path to the field.
 */
export interface Codec<T> {
  read(reader: Reader): T;
  write(writer: Writer, value: T): void;
  /** The fewest bytes that a value takes: lets a list refuse a count that its bytes cannot hold, before allocating. */
  readonly minBytes: number;
}

/** The type of the values of a layout: `ValueOf<typeof netAddress>`. */
export type ValueOf<C> = C extends Codec<infer T> ? T : never;
