import { requireObject } from '../../../codec/combinators.js';
import { show } from '../../../base/show.js';
import { Writer } from '../../../codec/writer.js';
import { LocalProtocolError } from '../../../base/errors.js';
import { crc32 } from '../../../crypto/crc32.js';
import { CaptureError } from '../../captureError.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import { joinBytes } from '../../../codec/joinBytes.js';
import {
  fileHeader,
  MAX_BYTES_PER_RECORD,
  RECORD_HEADER_BYTES,
  recordHeader,
  recordKinds,
  RXCAP_MAGIC,
  RXCAP_VERSION,
} from './rxcapLayout.js';

/** The header of a `.rxcap` file: its magic and version, 12 bytes. */
export function encodeRxcapHeader(): Uint8Array {
  const writer = new Writer(ANY_PROTOCOL_VERSION);
  fileHeader.write(writer, { magic: RXCAP_MAGIC, version: RXCAP_VERSION });
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
  if (record?.kind !== 'bytes' || !(record.bytes?.length > MAX_BYTES_PER_RECORD)) {
    yield record;
    return;
  }
  for (let start = 0; start < record.bytes.length; start += MAX_BYTES_PER_RECORD) {
    yield { ...record, bytes: record.bytes.subarray(start, start + MAX_BYTES_PER_RECORD) } satisfies BytesRecord;
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
  const kind = recordKinds.find(({ name }) => name === record.kind);
  if (kind === undefined)
    return writer.fail('INVALID_VALUE', `opened, bytes or closed expected as kind, got ${show(record.kind)}`);
  writer.u8(kind.code);
  kind.body.write(writer, record);
}

function headerOf(body: Uint8Array): Uint8Array {
  const writer = new Writer(ANY_PROTOCOL_VERSION);
  recordHeader.write(writer, { length: body.length, crc: crc32(body) });
  return writer.finish();
}

/** Writer requires a protocol version; these layouts do not depend on it. */
const ANY_PROTOCOL_VERSION = 0;
