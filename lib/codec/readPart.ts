import type { Codec } from './codec.js';
import { readCompactSize } from './compactSize.js';
import type { FieldRole } from './payloadField.js';
import type { Reader } from './reader.js';

/** Decodes the part of a value that is named or numbered `segment`, and reports it to the reader's recorder. */
export function readPart<T>(reader: Reader, segment: string | number, codec: Pick<Codec<T>, 'read' | 'fieldKind'>): T {
  const { recorder } = reader;
  if (recorder === undefined) return codec.read(reader);
  recorder.enter(reader.offset, segment);
  const value = codec.read(reader);
  recorder.leave(reader.offset, codec.fieldKind);
  return value;
}

/**
 * Reads a compactSize that is no value of the message, and reports it with this role to the reader's recorder. It belongs to the value that is
 * being decoded, or to its part `segment`.
 */
export function readSize(reader: Reader, role: FieldRole, segment?: string): number {
  const start = reader.offset;
  const size = readCompactSize(reader);
  reader.recorder?.mark(start, reader.offset, 'compactSize', role, segment);
  return size;
}
