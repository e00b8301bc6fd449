import { describe, expect, it } from '@jest/globals';
import { fromPcap } from '../../../../lib/capture/formats/pcap/fromPcap.js';
import type { CaptureError } from '../../../../lib/capture/captureError.js';
import { ipPacketIn } from '../../../../lib/capture/formats/pcap/linkLayer.js';
import { SkippedPackets } from '../../../../lib/capture/formats/pcap/skippedPackets.js';
import { encodeFrame } from '../../../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../../../lib/networks/bitcoin.js';
import { ipPacket, onLink, pcapFile, pcapngFile, type SegmentOf } from '../../../helpers/capture/packets.js';
import { bytesOn, collect } from '../../../helpers/capture/sessions.js';
import { bytes } from '../../../helpers/wire/bytes.js';

const PING = encodeFrame(bitcoin.regtest, 'ping', bytes('0102030405060708'));
const SEGMENTS: SegmentOf[] = [
  { from: 'dialler', syn: true, sequence: 1000 },
  { from: 'listener', syn: true, ack: true, sequence: 7000, acknowledgement: 1001 },
  { from: 'dialler', ack: true, sequence: 1001, acknowledgement: 7001, payload: PING },
];
const MACS = '02'.repeat(12);
const PKTAP = (linkType: string, headerBytes = 108) =>
  bytes(Uint8Array.of(headerBytes, 0, 0, 0), '01000000', linkType, '00'.repeat(headerBytes - 12));

type Wrap = (ip: Uint8Array) => Uint8Array;
const typeOf = (ip: Uint8Array): string => (ip[0]! >> 4 === 4 ? '0800' : '86dd');
const pppOf = (ip: Uint8Array): string => (ip[0]! >> 4 === 4 ? '0021' : '0057');

const LINKS: [name: string, linkType: number, wrap: Wrap][] = [
  ['PPP', 9, (ip) => bytes('ff03', pppOf(ip), ip)],
  ['PPP without address and control', 9, (ip) => bytes(pppOf(ip), ip)],
  ['PPP with a protocol of one byte', 9, (ip) => bytes('ff03', pppOf(ip).slice(2), ip)],
  ['PPP that carries MPLS', 9, (ip) => bytes('ff03 0281 00010140', ip)],
  ['PPP in HDLC framing', 50, (ip) => bytes('ff03', pppOf(ip), ip)],
  ['PPPoE alone', 51, (ip) => bytes('110000010000', pppOf(ip), ip)],
  ['PPPoE in Ethernet', 1, (ip) => bytes(MACS, '8864 110000010000', pppOf(ip), ip)],
  ['VLAN tags of 802.1Q', 1, (ip) => bytes(MACS, '81000005', typeOf(ip), ip)],
  ['stacked tags of 802.1ad', 1, (ip) => bytes(MACS, '88a80005 81000006', typeOf(ip), ip)],
  ['stacked tags of 0x9100', 1, (ip) => bytes(MACS, '91000005 81000006', typeOf(ip), ip)],
  ['MPLS with one label', 1, (ip) => bytes(MACS, '8847 00010140', ip)],
  ['MPLS with two labels, multicast', 1, (ip) => bytes(MACS, '8848 00010040 00020140', ip)],
  ['PPPoE in a VLAN', 1, (ip) => bytes(MACS, '81000005 8864 110000010000', pppOf(ip), ip)],
  ['PKTAP with Ethernet', 258, (ip) => bytes(PKTAP('01000000'), MACS, typeOf(ip), ip)],
  ['PKTAP with raw IP and a longer header', 258, (ip) => bytes(PKTAP('0c000000', 156), ip)],
  ['cooked Linux in a VLAN', 113, (ip) => bytes('00'.repeat(14), '81000005', typeOf(ip), ip)],
];

describe('packets of each supported link type', () => {
  describe.each([4, 6] as const)('with IPv%i', (version) => {
    it.each(LINKS)('%s: are decoded', (_, linkType, wrap) => {
      const packets = SEGMENTS.map((segment, i) => ({ bytes: wrap(ipPacket(segment, { version })), atMs: 1000 + i }));
      const { fault, records } = collect(fromPcap(pcapFile(packets, { linkType })));
      expect([fault, bytesOn(records, 'sent')]).toEqual([undefined, PING]);
    });

    it.each(LINKS)('%s: holds no IP packet if cut within the header of the link', (_, linkType, wrap) => {
      const packet = wrap(ipPacket(SEGMENTS[2]!, { version }));
      const linkBytes = packet.length - ipPacket(SEGMENTS[2]!, { version }).length;
      for (let length = 0; length < linkBytes; length++) {
        const found = ipPacketIn({ linkType, bytes: packet.subarray(0, length) });
        expect(typeof found === 'string' || found.length === 0).toBe(true);
      }
    });
  });
});

describe('packets of other content', () => {
  const skippedIn = (file: Uint8Array): string => {
    let text = '';
    fromPcap(file).subscribe({ error: (error: unknown) => (text = (error as CaptureError).message) });
    return text;
  };
  const onEthernet = (...frames: Uint8Array[]) => pcapFile(frames.map((each) => ({ bytes: each })));
  const udp = ipPacket(SEGMENTS[0]!).fill(17, 9, 10);

  it.each([
    ['an unknown link type', pcapFile([{ bytes: new Uint8Array(60) }], { linkType: 220 }), '1 of link type 220'],
    ['an EtherType', onEthernet(bytes(MACS, '0806', '00'.repeat(28))), '1 of EtherType 0x0806'],
    ['a length instead of an EtherType', onEthernet(bytes(MACS, '0026', '00'.repeat(46))), 'IEEE 802.3 frames without'],
    ['a PPP protocol', pcapFile([{ bytes: bytes('ff03c0210101') }], { linkType: 9 }), '1 of PPP protocol 0xc021'],
    ['MPLS without IP', onEthernet(bytes(MACS, '8847 00010140 00000000')), 'MPLS that carries no IP'],
    ['an endless stack of MPLS', onEthernet(bytes(MACS, '8847', '00010040'.repeat(20))), 'cut before their IP header'],
    ['PKTAP within PKTAP', pcapFile([{ bytes: PKTAP('02010000') }], { linkType: 258 }), 'PKTAP within PKTAP'],
    ['PKTAP of no length', pcapFile([{ bytes: bytes('00'.repeat(108)) }], { linkType: 258 }), 'cut before their IP'],
    ['an IP protocol', onEthernet(onLink(1, udp)), '1 of IP protocol 17 (UDP)'],
    ['an IP version', pcapFile([{ bytes: bytes('5000') }], { linkType: 101 }), '1 of IP version 5'],
    ['simple packets', bytes(pcapngFile([]), '03000000 10000000 00000000 10000000'), '1 of simple packet blocks'],
  ])('are counted by kind: %s', (_, file, kind) => {
    expect(skippedIn(file)).toMatch(/^no TCP connection with data is in the recording; 1 packet was skipped: /);
    expect(skippedIn(file)).toContain(kind);
  });

  it('do not disturb the connection between them', () => {
    const packets = SEGMENTS.flatMap((segment, i) => [
      { bytes: new Uint8Array(64), linkType: 220 },
      { bytes: onLink(1, ipPacket(segment)), atMs: 1000 + i, linkType: 1 },
      { bytes: onLink(1, udp), linkType: 1 },
    ]);
    const { fault, records } = collect(fromPcap(pcapngFile(packets)));
    expect([fault, bytesOn(records, 'sent')]).toEqual([undefined, PING]);
  });

  it('are summarised by the eight most frequent of at most 100 kinds', () => {
    const skipped = new SkippedPackets();
    expect(skipped.summary).toBe('');
    skipped.count('kind 0');
    expect(skipped.summary).toBe('1 packet was skipped: 1 of kind 0');
    for (let kind = 0; kind < 101; kind++) for (let i = 0; i <= kind; i++) skipped.count(`kind ${kind}`);
    // The first 100 kinds are counted separately; kind 100 counts as other.
    expect(skipped.summary).toMatch(
      /^5152 packets were skipped: 100 of kind 99, 99 of kind 98, .*, 4380 of other kinds$/,
    );
    expect(skipped.summary.match(/ of kind /g)).toHaveLength(8);
  });
});

describe('obsolete packet blocks', () => {
  it.each([true, false])('are decoded, little-endian %p', (isLittleEndian) => {
    const packets = SEGMENTS.map((segment, i) => ({
      bytes: onLink(1, ipPacket(segment)),
      atMs: 1_700_000_000_000 + i,
    }));
    const file = pcapngFile(packets, { isLittleEndian });
    const view = new DataView(file.buffer, file.byteOffset);
    // Enhanced packets (6) become packet blocks (2); after the two bytes of the interface there are 0x0102 drops.
    for (let at = 0; at < file.length; at += view.getUint32(at + 4, isLittleEndian)) {
      if (view.getUint32(at, isLittleEndian) !== 6) continue;
      view.setUint32(at, 2, isLittleEndian);
      view.setUint16(at + 8, 0, isLittleEndian);
      view.setUint16(at + 10, 0x0102, isLittleEndian);
    }
    const { fault, records } = collect(fromPcap(file));
    expect([fault, bytesOn(records, 'sent')]).toEqual([undefined, PING]);
    expect(records[0]!.atMs).toBe(1_700_000_000_000);
  });
});

describe('the variant of pcap with longer packet headers', () => {
  it.each([true, false])('is decoded, little-endian %p', (isLittleEndian) => {
    const packets = SEGMENTS.map((segment, i) => ({ bytes: onLink(1, ipPacket(segment)), atMs: 1000 + i }));
    const plain = pcapFile(packets, { isLittleEndian });
    const view = new DataView(plain.buffer, plain.byteOffset);
    const parts = [bytes(isLittleEndian ? '34cdb2a1' : 'a1b2cd34'), plain.subarray(4, 24)];
    for (let at = 24; at < plain.length;) {
      const length = view.getUint32(at + 8, isLittleEndian);
      parts.push(plain.subarray(at, at + 16), bytes('0000000208000000'), plain.subarray(at + 16, at + 16 + length));
      at += 16 + length;
    }
    const { fault, records } = collect(fromPcap(bytes(...parts)));
    expect([fault, bytesOn(records, 'sent')]).toEqual([undefined, PING]);
  });
});
