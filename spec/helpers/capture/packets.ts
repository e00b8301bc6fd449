import { concat } from '../wire/bytes.js';

/** One segment of a synthetic TCP connection. */
export interface SegmentOf {
  from: Side;
  sequence: number;
  /** The acknowledgement number; `ack` sets the flag. Default 0. */
  acknowledgement?: number;
  payload?: Uint8Array;
  syn?: boolean;
  ack?: boolean;
  fin?: boolean;
  reset?: boolean;
}

export type Side = 'dialler' | 'listener';

/** The ports of the two ends, which distinguish the connections of a file. */
export interface Ends {
  dialler: number;
  listener: number;
}

export const ENDS: Ends = { dialler: 50_000, listener: 18_444 };

/** A TCP segment in an IP packet between the dialler, 10.0.0.1 (or fd00::1), and the listener, 10.0.0.2 (fd00::2). */
export function ipPacket(segment: SegmentOf, { version = 4, ends = ENDS }: { version?: 4 | 6; ends?: Ends } = {}) {
  const other = segment.from === 'dialler' ? 'listener' : 'dialler';
  const tcp = tcpSegment(segment, ends[segment.from], ends[other]);
  const [source, destination] = segment.from === 'dialler' ? [1, 2] : [2, 1];
  if (version === 4) {
    const header = new DataView(new ArrayBuffer(20));
    header.setUint8(0, 0x45);
    header.setUint16(2, 20 + tcp.length);
    header.setUint8(9, 6);
    header.setUint32(12, 0x0a00_0000 + source);
    header.setUint32(16, 0x0a00_0000 + destination);
    return concat([bytesOf(header), tcp]);
  }
  const header = new DataView(new ArrayBuffer(40));
  header.setUint8(0, 0x60);
  header.setUint16(4, tcp.length);
  header.setUint8(6, 6);
  for (const [at, last] of [
    [8, source],
    [24, destination],
  ] as const) {
    header.setUint8(at, 0xfd);
    header.setUint8(at + 15, last);
  }
  return concat([bytesOf(header), tcp]);
}

function tcpSegment(
  { sequence, acknowledgement = 0, payload = new Uint8Array(0), ...flags }: SegmentOf,
  from: number,
  to: number,
): Uint8Array {
  // With 12 bytes of options, the length of the timestamps of Linux.
  const header = new DataView(new ArrayBuffer(32));
  header.setUint16(0, from);
  header.setUint16(2, to);
  header.setUint32(4, sequence);
  header.setUint32(8, acknowledgement);
  header.setUint8(12, 8 << 4);
  header.setUint8(13, bit(flags.fin, 1) | bit(flags.syn, 2) | bit(flags.reset, 4) | bit(flags.ack, 16));
  return concat([bytesOf(header), payload]);
}

/** A packet with the header of a link: 1 Ethernet (with padding to 60 bytes), 113 and 276 Linux cooked, 0 and 108 loopback, 101 raw. */
export function onLink(linkType: number, ip: Uint8Array, { tags = 0 }: { tags?: number } = {}): Uint8Array {
  const type = ip[0]! >> 4 === 4 ? [0x08, 0x00] : [0x86, 0xdd];
  switch (linkType) {
    case 1: {
      const frame = Uint8Array.from([...new Array<number>(12).fill(2), ...tagged(type, tags), ...ip]);
      return concat([frame, new Uint8Array(Math.max(0, 60 - frame.length))]);
    }
    case 113:
      return Uint8Array.from([...new Array<number>(14).fill(0), ...tagged(type, tags), ...ip]);
    case 276:
      return Uint8Array.from([...type, ...new Array<number>(18).fill(0), ...ip]);
    case 0:
      return Uint8Array.from([2, 0, 0, 0, ...ip]);
    case 108:
      return Uint8Array.from([0, 0, 0, 2, ...ip]);
    default:
      return ip;
  }
}

/** An EtherType after this number of VLAN tags. */
function tagged(type: number[], tags: number): number[] {
  return [...Array.from({ length: tags }, () => [0x81, 0x00, 0x00, 0x07]).flat(), ...type];
}

export interface Recorded {
  bytes: Uint8Array;
  atMs?: number;
  /** The length on the wire. Default: that of `bytes`. */
  wireBytes?: number;
  linkType?: number;
}

/** A pcap file, in either byte order, with microseconds or nanoseconds. */
export function pcapFile(
  packets: readonly Recorded[],
  { linkType = 1, isLittleEndian = true, isNano = false } = {},
): Uint8Array {
  const u32 = (...values: number[]) => numbers(values, isLittleEndian);
  return concat([
    ...[
      u32(isNano ? 0xa1b2_3c4d : 0xa1b2_c3d4),
      isLittleEndian ? Uint8Array.of(2, 0, 4, 0) : Uint8Array.of(0, 2, 0, 4),
      u32(0, 0, 262_144, linkType),
    ],
    ...packets.flatMap(({ bytes, atMs = 0, wireBytes = bytes.length }) => [
      u32(Math.floor(atMs / 1000), Math.round((atMs % 1000) * (isNano ? 1e6 : 1000)), bytes.length, wireBytes),
      bytes,
    ]),
  ]);
}

/** A pcapng file: a section, an interface of this resolution for each link type, a block of an unknown type, the packets. */
export function pcapngFile(
  packets: readonly Recorded[],
  { linkType = 1, isLittleEndian = true, resolution = 6, offsetSeconds = 0 } = {},
): Uint8Array {
  const u32 = (...values: number[]) => numbers(values, isLittleEndian);
  const u16 = (...values: number[]) =>
    concat(
      values.map((value) => (isLittleEndian ? Uint8Array.of(value, value >> 8) : Uint8Array.of(value >> 8, value))),
    );
  const block = (type: number, body: Uint8Array) => {
    const padded = concat([body, new Uint8Array(-body.length & 3)]);
    return concat([u32(type, padded.length + 12), padded, u32(padded.length + 12)]);
  };
  const ticksPerSecond = resolution & 0x80 ? 2n ** BigInt(resolution & 0x7f) : 10n ** BigInt(resolution);
  const offset = numbers([offsetSeconds >>> 0, offsetSeconds < 0 ? 0xffff_ffff : 0], true);
  const links = [...new Set(packets.map((packet) => packet.linkType ?? linkType))];
  return concat([
    block(0x0a0d_0d0a, concat([u32(0x1a2b_3c4d), u16(1, 0), u32(0xffff_ffff, 0xffff_ffff)])),
    ...links.map((link) =>
      block(
        1,
        concat([
          u16(link, 0),
          u32(0),
          u16(9, 1),
          Uint8Array.of(resolution, 0, 0, 0),
          u16(14, 8),
          isLittleEndian ? offset : offset.toReversed(),
          u16(0, 0),
        ]),
      ),
    ),
    block(0x7777, new Uint8Array(5)),
    ...packets.map(({ bytes, atMs = 0, wireBytes = bytes.length, linkType: link = linkType }) => {
      const ticks = (BigInt(Math.round(atMs * 1000) - offsetSeconds * 1e6) * ticksPerSecond) / 1_000_000n;
      const time = u32(Number(ticks >> 32n), Number(ticks & 0xffff_ffffn));
      return block(6, concat([u32(links.indexOf(link)), time, u32(bytes.length, wireBytes), bytes]));
    }),
  ]);
}

function numbers(values: readonly number[], isLittleEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (const [i, value] of values.entries()) view.setUint32(4 * i, value, isLittleEndian);
  return bytesOf(view);
}

function bytesOf(view: DataView): Uint8Array {
  return new Uint8Array(view.buffer);
}

function bit(isSet: boolean | undefined, value: number): number {
  return isSet === true ? value : 0;
}
