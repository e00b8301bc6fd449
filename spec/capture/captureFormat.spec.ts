import { describe, expect, it } from '@jest/globals';
import { captureFormatOf } from '../../lib/capture/captureFormat.js';
import { bytes } from '../helpers/wire/bytes.js';

/** The header of a record of Bitcoin Core's -capturemessages: microseconds since 1970, command, length. */
function record({ atUs = 1n, command = '70696e670000000000000000', length = 8 } = {}): Uint8Array {
  const header = new DataView(new ArrayBuffer(24));
  header.setBigInt64(0, atUs, true);
  new Uint8Array(header.buffer).set(bytes(command), 8);
  header.setUint32(20, length, true);
  return bytes(new Uint8Array(header.buffer), '0000');
}

/** The largest payload of the two networks (lbcd, wire/message.go MaxMessagePayload: 32 MiB). */
const MAX_LENGTH = 32 * 1024 * 1024;

describe('captureFormatOf', () => {
  it.each([
    ['a time from 1970 on', { atUs: 0n }],
    ['an empty payload', { length: 0 }],
    ['the largest payload', { length: MAX_LENGTH }],
  ])('recognises a file of Bitcoin Core with %s', (_, fields) => {
    expect(captureFormatOf(record(fields))).toBe('core');
  });

  it.each([
    ['a time before 1970', { atUs: -1n }],
    ['an empty command', { command: '00'.repeat(12) }],
    ['bytes after the NUL of the command', { command: '70696e670000000000000001' }],
    ['a payload above the largest', { length: MAX_LENGTH + 1 }],
  ])('does not recognise a file of Bitcoin Core with %s', (_, fields) => {
    expect(captureFormatOf(record(fields))).toBe(undefined);
  });
});
