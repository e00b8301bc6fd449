import type { Codec } from '../../../lib/codec/codec.js';
import { toHex } from '../../../lib/codec/hex.js';
import { Reader } from '../../../lib/codec/reader.js';
import { Writer } from '../../../lib/codec/writer.js';
import { bytes } from './bytes.js';

const PROTOCOL_VERSION = 70_016;

/** Decodes a value from hex. Left-over bytes are an error. */
export function read<T>(codec: Codec<T>, hex: string, protocolVersion = PROTOCOL_VERSION): T {
  const reader = new Reader(bytes(hex), protocolVersion);
  const value = codec.read(reader);
  if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes left`);
  return value;
}

/** Encodes a value as hex. */
export function written<T>(codec: Codec<T>, value: T, protocolVersion = PROTOCOL_VERSION): string {
  const writer = new Writer(protocolVersion);
  codec.write(writer, value);
  return toHex(writer.finish());
}
