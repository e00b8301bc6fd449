import type { Writer } from '../codec/writer.js';
import type { UncheckedReader } from './uncheckedReader.js';

/** A layout that decodes in two steps, validation and decoding, which together take less time than the plain layout. */
export interface FastLayout<T> {
  /**
   * Skips over a value. True if the plain layout reads the same bytes without an error; false if the plain layout must read them,
   * either to report an error or because the bytes are unusual. The caller checks `isInside` as well.
   */
  readonly validate: (reader: UncheckedReader, protocolVersion: number) => boolean;
  /** Decodes a value that passed `validate`. Its bytes are slices of copies. */
  readonly decode: (reader: UncheckedReader) => T;
  /**
   * Writes a value. False if the plain layout must write it, either to report an error or because the value is unusual; the caller
   * discards what was written. Absent if the plain layout writes all values.
   */
  encode?(this: void, writer: Writer, value: T): boolean;
}
