import { Reader } from '../codec/reader.js';
import { commandOf } from '../frame/header.js';
import { sameBytes } from '../crypto/merkleRoot.js';
import { LBRY_LIMITS } from '../messages/limits.js';
import { CORE_HEADER_BYTES, coreHeader } from './formats/core/coreMessageDecoder.js';
import { FRAME_TABLE_HEADER } from './formats/table/frameTable.js';
import { packetDecoderFor } from './formats/pcap/packetDecoderFor.js';
import { RXCAP_MAGIC } from './formats/rxcap/rxcapLayout.js';

export type CaptureFormat = 'rxcap' | 'packets' | 'table' | 'core';

/** The format of a file that begins with these bytes (26 are enough), undefined where it is none that is known. */
export function captureFormatOf(start: Uint8Array): CaptureFormat | undefined {
  // What a writer leaves that dies at once is a beginning of the magic, if anything.
  if (beginsWith(start, RXCAP_MAGIC) || beginsWith(RXCAP_MAGIC, start)) return 'rxcap';
  if (packetDecoderFor(start) !== undefined) return 'packets';
  if (beginsWith(start, new TextEncoder().encode(FRAME_TABLE_HEADER))) return 'table';
  return isCoreRecord(start) ? 'core' : undefined;
}

function beginsWith(bytes: Uint8Array, start: Uint8Array): boolean {
  return sameBytes(bytes.subarray(0, start.length), start);
}

/**
 * A node's files have no magic: what tells them is a command in its place, behind a time after 1970, before a length that
 * messages have.
 */
function isCoreRecord(start: Uint8Array): boolean {
  if (start.length < CORE_HEADER_BYTES) return false;
  const { atUs, command, length } = coreHeader.read(new Reader(start, 0));
  return atUs >= 0n && commandOf(command, 0) !== undefined && length <= LBRY_LIMITS.maxPayloadBytes;
}
