import { CaptureError } from '../../../captureError.js';

/** LINKTYPE_RAW: a packet begins with its IPv4 or IPv6 header (https://www.tcpdump.org/linktypes.html). */
const LINKTYPE_RAW = 101;
const MAX_PACKET_BYTES = 262_144;
const RECORD_HEADER_BYTES = 16;
/** The first second that a u32 cannot count: 2106-02-07T06:28:16Z. */
const END_MS = 0x1_0000_0000 * 1000;

/** The header of a pcap file with times in microseconds and raw IP packets, 24 bytes (draft-ietf-opsawg-pcap, 4). */
export function encodePcapHeader(): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, 0xa1b2_c3d4, true);
  view.setUint16(4, 2, true);
  view.setUint16(6, 4, true);
  view.setUint32(16, MAX_PACKET_BYTES, true);
  view.setUint32(20, LINKTYPE_RAW, true);
  return bytes;
}

/**
 * Encodes the record of one packet in a new buffer.
 *
 * Errors with CaptureError `INVALID_RECORD` for a time before 1970 or after 2106, which the format cannot store.
 */
export function encodePcapRecord(atMs: number, packet: Uint8Array): Uint8Array {
  // Rounded first: 999.9999 ms are the next second.
  const atUs = Math.round(atMs * 1000);
  if (!(atUs >= 0 && atUs < END_MS * 1000)) {
    throw new CaptureError(
      'INVALID_RECORD',
      `record at ${atMs} ms: a pcap stores 0 to ${END_MS - 1} ms (1970 to 2106)`,
    );
  }
  const bytes = new Uint8Array(RECORD_HEADER_BYTES + packet.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(atUs / 1e6), true);
  view.setUint32(4, atUs % 1e6, true);
  view.setUint32(8, packet.length, true);
  view.setUint32(12, packet.length, true);
  bytes.set(packet, RECORD_HEADER_BYTES);
  return bytes;
}
