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

/** What a `.rxcap` file begins with. */
export function encodeRxcapHeader(): Uint8Array {
  const writer = new Writer(NO_PROTOCOL);
  fileHeader.write(writer, { magic: RXCAP_MAGIC, version: RXCAP_VERSION });
  return writer.finish();
}

/**
 * A record as it stands in a `.rxcap` file, in a buffer of its own; bytes that are too many for one record as several.
 *
 * Errors with CaptureError `INVALID_RECORD` where a field is not what its type says.
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
  const writer = new Writer(NO_PROTOCOL);
  requireObject(writer, record);
  writer.window(RECORD_HEADER_BYTES);
  writeBody(writer, record);
  const bytes = writer.finish();
  bytes.set(headerOf(bytes.subarray(RECORD_HEADER_BYTES)));
  return bytes;
}

function writeBody(writer: Writer, record: CaptureRecord): void {
  const kind = recordKinds.find(({ name }) => name === record.kind);
  if (kind === undefined) return writer.fail('INVALID_VALUE', `no record of kind ${show(record.kind)}`);
  writer.u8(kind.code);
  kind.body.write(writer, record);
}

function headerOf(body: Uint8Array): Uint8Array {
  const writer = new Writer(NO_PROTOCOL);
  recordHeader.write(writer, { length: body.length, crc: crc32(body) });
  return writer.finish();
}

/** The layouts here depend on no version of the protocol. */
const NO_PROTOCOL = 0;
