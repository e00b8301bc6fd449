import fc, { type Arbitrary } from 'fast-check';
import type {
  BytesRecord,
  CaptureRecord,
  ClosedRecord,
  OpenedRecord,
  RawBytesRecord,
  RecordedError,
  SecretsRecord,
} from '../../../lib/capture/captureRecord.js';

const PLAIN = { noNullPrototype: true };

const session = fc.oneof(fc.integer({ min: 1, max: 3 }), fc.constantFrom(1, 0xffff_ffff));
// All doubles that a Date can hold, -0, the least and the greatest included: a time must be decoded to the same bits.
const atMs = fc.oneof(
  fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true }),
  fc.double({ min: 1.7e12, max: 1.9e12, noNaN: true }),
);
const name = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((text) => Buffer.byteLength(text) <= 255);

export const openedRecord: Arbitrary<OpenedRecord> = fc.record(
  {
    kind: fc.constant('opened'),
    session,
    atMs,
    network: name,
    direction: fc.constantFrom('inbound', 'outbound'),
    address: name,
  },
  PLAIN,
);

const openedByV2: Arbitrary<OpenedRecord> = fc
  .tuple(openedRecord, fc.stringMatching(/^[0-9a-f]{64}$/))
  .map(([opened, sessionId]) => ({ ...opened, transport: 'v2', sessionId }));

export const bytesRecord: Arbitrary<BytesRecord> = fc.record(
  {
    kind: fc.constant('bytes'),
    session,
    atMs,
    direction: fc.constantFrom('received', 'sent'),
    bytes: fc.uint8Array({ maxLength: 200 }),
  },
  PLAIN,
);

const recordedError: Arbitrary<RecordedError> = fc.record(
  {
    ...{ name, code: name, message: name, path: name },
    timeoutMs: fc.double({ noNaN: true, noDefaultInfinity: true }),
  },
  { requiredKeys: ['name', 'code', 'message', 'path'], noNullPrototype: true },
);

export const closedRecord: Arbitrary<ClosedRecord> = fc.record(
  {
    kind: fc.constant('closed'),
    session,
    atMs,
    by: fc.constantFrom('local', 'remote', 'fault'),
    error: recordedError,
  },
  { requiredKeys: ['kind', 'session', 'atMs', 'by'], noNullPrototype: true },
);

const rawBytesRecord: Arbitrary<RawBytesRecord> = bytesRecord.map((record) => ({ ...record, kind: 'rawBytes' }));

const secretsRecord: Arbitrary<SecretsRecord> = fc.record(
  {
    ...{ kind: fc.constant('secrets'), session, atMs },
    sharedSecret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
    receivedGarbage: fc.uint8Array({ maxLength: 300 }),
    sentGarbage: fc.uint8Array({ maxLength: 300 }),
  },
  PLAIN,
);

export const captureRecord: Arbitrary<CaptureRecord> = fc.oneof(
  ...[openedRecord, openedByV2, bytesRecord, closedRecord, rawBytesRecord, secretsRecord],
);
