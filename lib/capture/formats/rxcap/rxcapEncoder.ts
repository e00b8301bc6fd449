import { requireObject } from '../../../codec/combinators.js';
import { show } from '../../../base/show.js';
import { Writer } from '../../../codec/writer.js';
import { LocalProtocolError } from '../../../base/errors.js';
import { crc32 } from '../../../crypto/crc32.js';
import { CaptureError } from '../../captureError.js';
import type { BytesRecord, CaptureRecord, RawBytesRecord } from '../../captureRecord.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import {
  fileHeader,
  MAX_BYTES_PER_RECORD,
  RECORD_HEADER_BYTES,
  recordHeader,
  RXCAP_MAGIC,
  RXCAP_VERSION,
  rxcapKindOf,
} from './rxcapLayout.js';

/**
 * The header of a `.rxcap` file: its magic and version, 12 bytes in a new buffer.
 *
 * @param version 2, the default; or 1 for a file without sessions by transport v2, which rxpeer 0.1 reads, too. In a file of version 1 readers
 *   skip the records that only version 2 has
 */
export function encodeRxcapHeader(version: 1 | 2 = RXCAP_VERSION): Uint8Array {
  const writer = new Writer(ANY_PROTOCOL_VERSION);
  fileHeader.write(writer, { magic: RXCAP_MAGIC, version });
  return writer.finish();
}

/**
 * Encodes a record as `.rxcap` stores it, in a new buffer. Bytes above the bound of one record (1,048,562) are encoded as several records.
 *
 * Errors with CaptureError `INVALID_RECORD` if a field has the wrong type or is out of range.
 */
export function encodeRxcapRecord(record: CaptureRecord): Uint8Array {
  try {
    const parts = Array.from(partsOf(record), encodePart);
    return parts.length === 1 ? parts[0]! : joinBytes(parts);
  } catch (error) {
    if (!(error instanceof LocalProtocolError)) throw error;
    throw new CaptureError('INVALID_RECORD', error.message, undefined, { cause: error });
  }
}

function* partsOf(record: CaptureRecord): Generator<CaptureRecord> {
  const hasBytes = record?.kind === 'bytes' || record?.kind === 'rawBytes';
  if (!hasBytes || !(record.bytes?.length > MAX_BYTES_PER_RECORD)) {
    yield record;
    return;
  }
  for (let start = 0; start < record.bytes.length; start += MAX_BYTES_PER_RECORD) {
    yield { ...record, bytes: record.bytes.subarray(start, start + MAX_BYTES_PER_RECORD) } satisfies
      BytesRecord | RawBytesRecord;
  }
}

function encodePart(record: CaptureRecord): Uint8Array {
  const writer = new Writer(ANY_PROTOCOL_VERSION);
  requireObject(writer, record);
  writer.window(RECORD_HEADER_BYTES);
  writeBody(writer, record);
  const bytes = writer.finish();
  bytes.set(headerOf(bytes.subarray(RECORD_HEADER_BYTES)));
  return bytes;
}

function writeBody(writer: Writer, record: CaptureRecord): void {
  const kind = rxcapKindOf(record);
  if (kind === undefined) return failWithoutKind(writer, record);
  writer.u8(kind.code);
  kind.body.write(writer, record);
}

function failWithoutKind(writer: Writer, record: CaptureRecord): never {
  if (record.kind === 'opened') {
    return writer.fail('INVALID_VALUE', `'v2' or undefined expected as transport, got ${show(record.transport)}`);
  }
  const kinds = 'opened, bytes, closed, rawBytes or secrets';
  return writer.fail('INVALID_VALUE', `${kinds} expected as kind, got ${show((record as CaptureRecord).kind)}`);
}

function headerOf(body: Uint8Array): Uint8Array {
  const writer = new Writer(ANY_PROTOCOL_VERSION);
  recordHeader.write(writer, { length: body.length, crc: crc32(body) });
  return writer.finish();
}

/** Writer requires a protocol version; these layouts do not depend on it. */
const ANY_PROTOCOL_VERSION = 0;
