import type { PacketDecoder } from './packet.js';
import { isPcapMagic, PcapDecoder } from './pcapDecoder.js';
import { PcapngDecoder, SECTION_HEADER } from './pcapngDecoder.js';
import { viewOf } from './viewOf.js';

/** What reads the packets of a file that begins with these bytes: pcap or pcapng; undefined where it is neither. */
export function packetDecoderFor(start: Uint8Array): (() => PacketDecoder) | undefined {
  if (start.length < 4) return undefined;
  const magic = viewOf(start).getUint32(0);
  if (isPcapMagic(magic)) return () => new PcapDecoder();
  return magic === SECTION_HEADER ? () => new PcapngDecoder() : undefined;
}
