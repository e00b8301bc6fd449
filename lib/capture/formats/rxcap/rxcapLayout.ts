import type { Codec } from '../../../codec/codec.js';
import { sequence, struct, tail, type StructCodec } from '../../../codec/combinators.js';
import { f64le, fixedBytes, requireBytes, requireInteger, u32le } from '../../../codec/primitives.js';
import { show } from '../../../base/show.js';
import { varString } from '../../../codec/text.js';
import type { BytesRecord, CaptureRecord, ClosedRecord, OpenedRecord, RecordedError } from '../../captureRecord.js';

/** What a file begins with. The page is RXCAP.md. */
export const fileHeader = struct<{ magic: Uint8Array; version: number }>({ magic: fixedBytes(8), version: u32le });
export const FILE_HEADER_BYTES = fileHeader.minBytes;

/** 0x89 is no ASCII and the line end is DOS's, so that a transfer as text is told by the first bytes, as in PNG. */
export const RXCAP_MAGIC: Uint8Array = Uint8Array.of(0x89, 0x52, 0x58, 0x43, 0x41, 0x50, 0x0d, 0x0a);
export const RXCAP_VERSION = 1;

/** What stands before each record's body: how long that is, and its CRC-32. */
export const recordHeader = struct({ length: u32le, crc: u32le });
export const RECORD_HEADER_BYTES = recordHeader.minBytes;

/** Of a record's body. More bytes than it holds, of one chunk, become several records. */
export const MAX_BODY_BYTES = 1024 * 1024;

/** Of the texts in a record but an error's message: the network's name, the address, the error's class, code and path. */
const name = varString({ maxBytes: 255 });

/** Of an error's message, whose longer ones a recorder cuts. */
const MAX_ERROR_MESSAGE_BYTES = 4096;

const session: Codec<number> = {
  minBytes: 4,
  read(reader) {
    const value = reader.u32le();
    if (value === 0) reader.fail('INVALID_VALUE', 'sessions count from 1');
    return value;
  },
  write(writer, value) {
    requireInteger(writer, value, 1, 0xffff_ffff);
    writer.u32le(value);
  },
};

const place = { session, atMs: f64le };

const opened = struct<Omit<OpenedRecord, 'kind'>>({
  ...place,
  direction: oneOf(['inbound', 'outbound']),
  network: name,
  address: name,
});

const bytes = struct<Omit<BytesRecord, 'kind'>>({
  ...place,
  direction: oneOf(['received', 'sent']),
  bytes: restOfBody(),
});

const error: Codec<RecordedError> = sequence(
  struct<Omit<RecordedError, 'timeoutMs'>>({
    ...{ name, code: name, message: varString({ maxBytes: MAX_ERROR_MESSAGE_BYTES }), path: name },
  }),
  tail<{ timeoutMs: number }>({ timeoutMs: f64le }),
);

const closed = sequence(
  struct<Omit<ClosedRecord, 'kind' | 'error'>>({ ...place, by: oneOf(['local', 'remote', 'fault']) }),
  tail<{ error: RecordedError }>({ error }),
);

/** The kinds of record: the byte that a body begins with, and what follows it. */
export const recordKinds = [
  { name: 'opened', code: 1, body: opened as unknown as StructCodec<CaptureRecord> },
  { name: 'bytes', code: 2, body: bytes as unknown as StructCodec<CaptureRecord> },
  { name: 'closed', code: 3, body: closed as unknown as StructCodec<CaptureRecord> },
] as const;

/** How many bytes of a connection one record holds: what a body has room for behind the kind and the other fields. */
export const MAX_BYTES_PER_RECORD = MAX_BODY_BYTES - 1 - bytes.minBytes;

/** One byte: the place in the list. */
function oneOf<T extends string>(values: readonly T[]): Codec<T> {
  return {
    minBytes: 1,
    read(reader) {
      const code = reader.u8();
      return values[code] ?? reader.fail('INVALID_VALUE', `${values.join(', ')} expected, got ${code}`);
    },
    write(writer, value) {
      const code = values.indexOf(value);
      if (code === -1) writer.fail('INVALID_VALUE', `${values.join(', ')} expected, got ${show(value)}`);
      writer.u8(code);
    },
  };
}

/** All that is left, as a copy: a kept record keeps no chunk alive. */
function restOfBody(): Codec<Uint8Array> {
  return {
    minBytes: 0,
    read: (reader) => reader.bytes(reader.remaining),
    write(writer, value) {
      requireBytes(writer, value);
      writer.bytes(value);
    },
  };
}
