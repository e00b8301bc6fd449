import type { Codec } from '../../../lib/codec/codec.js';
import { toHex } from '../../../lib/codec/hex.js';
import { Reader } from '../../../lib/codec/reader.js';
import { Writer } from '../../../lib/codec/writer.js';
import { bytes } from './bytes.js';

const PROTOCOL_VERSION = 70_016;

/** The value in this hex, all of which must be read. */
export function read<T>(codec: Codec<T>, hex: string, protocolVersion = PROTOCOL_VERSION): T {
  const reader = new Reader(bytes(hex), protocolVersion);
  const value = codec.read(reader);
  if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes left`);
  return value;
}

/** The hex of this value. */
export function written<T>(codec: Codec<T>, value: T, protocolVersion = PROTOCOL_VERSION): string {
  const writer = new Writer(protocolVersion);
  codec.write(writer, value);
  return toHex(writer.finish());
}
