import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { fromPcap } from '../../../../lib/capture/formats/pcap/fromPcap.js';
import { bitcoin } from '../../../../lib/networks/bitcoin.js';
import { ipPacket, onLink, pcapFile, pcapngFile, type SegmentOf, type Side } from '../../../helpers/capture/packets.js';
import { bytesOn, collect } from '../../../helpers/capture/sessions.js';

/** The stream of one end: its bytes, its first sequence number, the lengths of its segments, and what is sent again. */
interface EndStream {
  content: Uint8Array;
  start: number;
  cuts: number[];
  repeats: { at: number; length: number }[];
}

// Near 2^32 the sequence numbers wrap around within the stream.
const start = fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0xffff_ff00, max: 0xffff_ffff }));

const endStream: Arbitrary<EndStream> = fc.record({
  content: fc.uint8Array({ minLength: 1, maxLength: 400 }),
  start,
  cuts: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
  repeats: fc.array(fc.record({ at: fc.nat(400), length: fc.integer({ min: 1, max: 80 }) }), { maxLength: 6 }),
});

/** The segments of a stream in order, then repeated ones that overlap them; each acknowledges the SYN of the other end. */
function segmentsOf(from: Side, { content, start, cuts, repeats }: EndStream, other: EndStream): SegmentOf[] {
  const acknowledgement = (other.start + 1) >>> 0;
  const segment = (at: number, length: number): SegmentOf => ({
    ...{
      from,
      ack: true,
      acknowledgement,
      sequence: (start + 1 + at) >>> 0,
      payload: content.subarray(at, at + length),
    },
  });
  const inOrder: SegmentOf[] = [];
  for (let at = 0, i = 0; at < content.length; i++) {
    const length = cuts[i % cuts.length]!;
    inOrder.push(segment(at, length));
    at += length;
  }
  const repeated = repeats.filter(({ at }) => at < content.length).map(({ at, length }) => segment(at, length));
  const fin: SegmentOf = { from, ack: true, acknowledgement, fin: true, sequence: (start + 1 + content.length) >>> 0 };
  return [
    { from, syn: true, ack: from === 'listener', acknowledgement, sequence: start },
    ...inOrder,
    ...repeated,
    fin,
    fin,
  ];
}

const session = fc.record({ dialler: endStream, listener: endStream }).chain(({ dialler, listener }) => {
  const segments = [...segmentsOf('dialler', dialler, listener), ...segmentsOf('listener', listener, dialler)];
  const order = fc.shuffledSubarray(segments, { minLength: segments.length, maxLength: segments.length });
  return fc.record({ dialler: fc.constant(dialler), listener: fc.constant(listener), segments: order });
});

describe('TcpStream, on segments in any order, repeated and overlapping', () => {
  it('returns the same bytes', () => {
    const property = fc.property(session, fc.boolean(), ({ dialler, listener, segments }, isNg) => {
      const packets = segments.map((segment, i) => ({ bytes: onLink(1, ipPacket(segment)), atMs: 1000 + i }));
      const file = (isNg ? pcapngFile : pcapFile)(packets);
      const { records, fault } = collect(fromPcap(file, { network: bitcoin.regtest }));
      expect(fault).toBe(undefined);
      expect(bytesOn(records, 'sent')).toStrictEqual(dialler.content);
      expect(bytesOn(records, 'received')).toStrictEqual(listener.content);
      const times = records.slice(1).map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect([records[0]?.kind, records.at(-1)?.kind]).toEqual(['opened', 'closed']);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('returns the bytes before a missing segment and BYTES_LOST, unless other segments repeat its bytes', () => {
    const property = fc.property(session, fc.nat(), ({ dialler, listener, segments }, index) => {
      const lost = segments[index % segments.length]!;
      const packets = segments
        .filter((each) => each !== lost)
        .map((segment) => ({ bytes: onLink(1, ipPacket(segment)) }));
      const { records, fault } = collect(fromPcap(pcapFile(packets), { network: bitcoin.regtest }));
      const [sent, received] = [bytesOn(records, 'sent'), bytesOn(records, 'received')];
      expect(sent).toStrictEqual(dialler.content.slice(0, sent.length));
      expect(received).toStrictEqual(listener.content.slice(0, received.length));
      const isWhole = sent.length === dialler.content.length && received.length === listener.content.length;
      expect(fault?.code).toBe(isWhole ? undefined : 'BYTES_LOST');
    });
    fc.assert(property, { numRuns: 500 });
  });
});
