import { Reader } from '../codec/reader.js';
import { commandOf } from '../frame/header.js';
import { sameBytes } from '../crypto/merkleRoot.js';
import { LBRY_LIMITS } from '../messages/limits.js';
import { CORE_HEADER_BYTES, coreHeader } from './formats/core/coreMessageDecoder.js';
import { FRAME_TABLE_HEADER } from './formats/table/frameTable.js';
import { packetDecoderFor } from './formats/pcap/packetDecoderFor.js';
import { RXCAP_MAGIC } from './formats/rxcap/rxcapLayout.js';

export type CaptureFormat = 'rxcap' | 'packets' | 'table' | 'core';

/** The format of a file that begins with these bytes; undefined if it is none of the known ones. 26 bytes are enough to decide. */
export function captureFormatOf(start: Uint8Array): CaptureFormat | undefined {
  // A process that dies before its first write completes may leave a part of the magic, or an empty file.
  if (beginsWith(start, RXCAP_MAGIC) || beginsWith(RXCAP_MAGIC, start)) return 'rxcap';
  if (packetDecoderFor(start) !== undefined) return 'packets';
  if (beginsWith(start, new TextEncoder().encode(FRAME_TABLE_HEADER))) return 'table';
  return isCoreRecord(start) ? 'core' : undefined;
}

function beginsWith(bytes: Uint8Array, prefix: Uint8Array): boolean {
  return sameBytes(bytes.subarray(0, prefix.length), prefix);
}

/**
 * The files of Bitcoin Core have no magic. Their first record is recognised by a time since 1970, then a valid command, then a length that
 * a message can have.
 */
function isCoreRecord(start: Uint8Array): boolean {
  if (start.length < CORE_HEADER_BYTES) return false;
  const { atUs, command, length } = coreHeader.read(new Reader(start, 0));
  return atUs >= 0n && commandOf(command, 0) !== undefined && length <= LBRY_LIMITS.maxPayloadBytes;
}
