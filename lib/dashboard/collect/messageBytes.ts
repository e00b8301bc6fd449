import { toHex } from '../../codec/hex.js';
import type { Frame } from '../../frame/frameDecoder.js';
import { encodeFrame } from '../../frame/frameEncoder.js';
import { COMMAND_BYTES, HEADER_BYTES } from '../../frame/header.js';
import type { Network } from '../../networks/network.js';
import { layoutOf } from '../../wire/layoutOf.js';
import { MAX_SHOWN_BYTES, type HeaderField, type MessageBytes } from '../protocol/messageBytes.js';
import type { SequenceLogs } from './sequenceLogs.js';
import { NOT_STORED, storedMessage, undecodableText, type MessageKey } from './storedMessage.js';

/** The maximum number of fields of one payload. A page shows the fields of the first 16 KiB, and few fields are shorter than four bytes. */
const MAX_FIELDS = 4000;

/** The bytes of one message of a sequence, and its fields. The first 16 KiB of the payload, and at most 4000 fields. */
export function messageBytes(logs: SequenceLogs, network: Network, key: MessageKey): MessageBytes {
  const stored = storedMessage(logs, key);
  if (stored === undefined) return { ...key, missingReason: NOT_STORED };
  const { frame, line, protocolVersion } = stored;
  const { command, payload } = frame;
  // In the encrypted transport the header and the tag have another size than a v1 header.
  const hasHeader = line.sizeBytes - payload.length === HEADER_BYTES;
  const known = {
    ...key,
    payload: toHex(payload.subarray(0, MAX_SHOWN_BYTES)),
    payloadBytes: payload.length,
    ...(hasHeader ? { header: headerFields(network, frame) } : {}),
  };
  try {
    const options = { network, protocolVersion, maxFields: MAX_FIELDS };
    const fields = layoutOf(command, payload, options)
      .filter(({ offset }) => offset < MAX_SHOWN_BYTES)
      .map(({ path, offset, length, kind, role }) => ({ path, offset, length, kind, role }));
    return { ...known, fields };
  } catch (error) {
    return { ...known, missingReason: undecodableText(error) };
  }
}

/** The header is not stored. The decoder has checked it, so it equals the header of the same frame encoded again. */
function headerFields(network: Network, { command, payload }: Pick<Frame, 'command' | 'payload'>): HeaderField[] {
  const frame = encodeFrame(network, command, payload);
  const lengthAt = 4 + COMMAND_BYTES;
  const field = (name: HeaderField['name'], start: number, end: number): HeaderField => ({
    name,
    hex: toHex(frame.subarray(start, end)),
  });
  return [
    field('magic', 0, 4),
    field('command', 4, lengthAt),
    field('length', lengthAt, lengthAt + 4),
    field('checksum', lengthAt + 4, HEADER_BYTES),
  ];
}
