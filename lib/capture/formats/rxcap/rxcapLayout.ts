import type { Codec } from '../../../codec/codec.js';
import { sequence, struct, tail, type StructCodec } from '../../../codec/combinators.js';
import { f64le, fixedBytes, requireBytes, requireInteger, u32le, varBytes } from '../../../codec/primitives.js';
import { fromHex, toHex } from '../../../codec/hex.js';
import { show } from '../../../base/show.js';
import { varString } from '../../../codec/text.js';
import type {
  BytesRecord,
  CaptureRecord,
  ClosedRecord,
  OpenedRecord,
  RecordedError,
  SecretsRecord,
} from '../../captureRecord.js';
import { MAX_GARBAGE_BYTES } from '../../../frame/v2/beforePackets.js';

/** The file header. RXCAP.md specifies the format. */
export const fileHeader = struct<{ magic: Uint8Array; version: number }>({ magic: fixedBytes(8), version: u32le });
export const FILE_HEADER_BYTES = fileHeader.minBytes;

/** As in PNG: 0x89 is not ASCII and the line end is that of DOS, so a transfer as text damages the magic and is detected. */
export const RXCAP_MAGIC: Uint8Array = Uint8Array.of(0x89, 0x52, 0x58, 0x43, 0x41, 0x50, 0x0d, 0x0a);
/** The version of a file with a session by transport v2. */
export const RXCAP_VERSION = 2;
/** The version of a file without such a session, which rxpeer 0.1 reads, too. */
export const RXCAP_VERSION_WITHOUT_V2 = 1;
/** The offset in the file header of the version. */
export const VERSION_OFFSET = 8;

/** Before each body: its length and its CRC-32. */
export const recordHeader = struct({ length: u32le, crc: u32le });
export const RECORD_HEADER_BYTES = recordHeader.minBytes;

/** The bound of a record's body. A larger chunk of bytes is stored as several records. */
export const MAX_BODY_BYTES = 1024 * 1024;

const SESSION_ID_BYTES = 32;

/** The network's name, the address, and the class, code and path of an error. */
const shortText = varString({ maxBytes: 255 });

/** The bound of an error's message; `record` cuts longer ones. */
const MAX_ERROR_MESSAGE_BYTES = 4096;

const session: Codec<number> = {
  minBytes: 4,
  read(reader) {
    const value = reader.u32le();
    if (value === 0) reader.fail('INVALID_VALUE', 'session 0, sessions count from 1');
    return value;
  },
  write(writer, value) {
    requireInteger(writer, value, 1, 0xffff_ffff);
    writer.u32le(value);
  },
};

const sessionAndTime = { session, atMs: f64le };

const opened = struct<Omit<OpenedRecord, 'kind'>>({
  ...sessionAndTime,
  direction: oneOf(['inbound', 'outbound']),
  network: shortText,
  address: shortText,
});

const openedByV2 = sequence(opened, struct<{ sessionId: string }>({ sessionId: sessionIdHex() }));

const bytes = struct<Omit<BytesRecord, 'kind'>>({
  ...sessionAndTime,
  direction: oneOf(['received', 'sent']),
  bytes: restOfBody(),
});

const error: Codec<RecordedError> = sequence(
  struct<Omit<RecordedError, 'timeoutMs'>>({
    ...{ name: shortText, code: shortText, message: varString({ maxBytes: MAX_ERROR_MESSAGE_BYTES }), path: shortText },
  }),
  tail<{ timeoutMs: number }>({ timeoutMs: f64le }),
);

const closed = sequence(
  struct<Omit<ClosedRecord, 'kind' | 'error'>>({ ...sessionAndTime, by: oneOf(['local', 'remote', 'fault']) }),
  tail<{ error: RecordedError }>({ error }),
);

const secrets = struct<Omit<SecretsRecord, 'kind'>>({
  ...sessionAndTime,
  sharedSecret: fixedBytes(32),
  receivedGarbage: varBytes({ maxBytes: MAX_GARBAGE_BYTES }),
  sentGarbage: varBytes({ maxBytes: MAX_GARBAGE_BYTES }),
});

/** A kind of record in the file. */
export interface RxcapKind {
  /** The first byte of a body. */
  readonly code: number;
  /** The first version of the format that has this kind; readers of a file of an older version skip it as an unknown one. */
  readonly since: number;
  /** The fields of the record that `code` implies. */
  readonly implied: { readonly kind: CaptureRecord['kind']; readonly transport?: 'v2' };
  /** The layout of the rest of the body. */
  readonly body: StructCodec<CaptureRecord>;
}

export const recordKinds: readonly RxcapKind[] = [
  { code: 1, since: 1, implied: { kind: 'opened' }, body: opened as unknown as StructCodec<CaptureRecord> },
  { code: 2, since: 1, implied: { kind: 'bytes' }, body: bytes as unknown as StructCodec<CaptureRecord> },
  { code: 3, since: 1, implied: { kind: 'closed' }, body: closed as unknown as StructCodec<CaptureRecord> },
  {
    ...{ code: 4, since: 2, implied: { kind: 'opened', transport: 'v2' } },
    body: openedByV2 as unknown as StructCodec<CaptureRecord>,
  },
  { code: 5, since: 2, implied: { kind: 'rawBytes' }, body: bytes as unknown as StructCodec<CaptureRecord> },
  { code: 6, since: 2, implied: { kind: 'secrets' }, body: secrets as unknown as StructCodec<CaptureRecord> },
];

/** The kind that stores a record; undefined if there is none. */
export function rxcapKindOf(record: CaptureRecord): RxcapKind | undefined {
  const transport = record.kind === 'opened' ? record.transport : undefined;
  return recordKinds.find(({ implied }) => implied.kind === record.kind && implied.transport === transport);
}

/** The bound on the bytes of a connection in one record: the room in a body after the kind and the other fields. */
export const MAX_BYTES_PER_RECORD = MAX_BODY_BYTES - 1 - bytes.minBytes;

/** One byte: the index in the list. */
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

/** The remaining bytes of the body, as a copy, so that a kept record does not keep the chunk alive. */
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

/** 32 bytes, as 64 hex digits in the order of the bytes. */
function sessionIdHex(): Codec<string> {
  return {
    minBytes: SESSION_ID_BYTES,
    read: (reader) => toHex(reader.bytes(SESSION_ID_BYTES)),
    write(writer, value) {
      if (typeof value !== 'string' || !/^[0-9a-f]{64}$/.test(value)) {
        writer.fail('INVALID_VALUE', `64 lower-case hex digits expected, got ${show(value)}`);
      }
      writer.bytes(fromHex(value));
    },
  };
}
