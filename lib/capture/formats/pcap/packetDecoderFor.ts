import type { PacketDecoder } from './packet.js';
import { isPcapMagic, PcapDecoder } from './pcapDecoder.js';
import { PcapngDecoder, SECTION_HEADER } from './pcapngDecoder.js';
import { dataViewOf } from './dataView.js';

/** Creates a decoder of packets. It calls `onSkipped` with the kind of each packet that it cannot return. */
export type CreatePacketDecoder = (onSkipped?: (kind: string) => void) => PacketDecoder;

/** The decoder for a file that begins with these bytes: pcap or pcapng; undefined if it is neither. */
export function packetDecoderFor(start: Uint8Array): CreatePacketDecoder | undefined {
  if (start.length < 4) return undefined;
  const magic = dataViewOf(start).getUint32(0);
  if (isPcapMagic(magic)) return () => new PcapDecoder();
  return magic === SECTION_HEADER ? (onSkipped) => new PcapngDecoder(onSkipped) : undefined;
}
