import { describe, expect, it } from '@jest/globals';
import fc, { type Arbitrary } from 'fast-check';
import { fromPcap } from '../../../../lib/capture/formats/pcap/fromPcap.js';
import { bitcoin } from '../../../../lib/networks/bitcoin.js';
import { ipPacket, onLink, pcapFile, pcapngFile, type SegmentOf, type Side } from '../../../helpers/capture/packets.js';
import { bytesOn, collect } from '../../../helpers/capture/sessions.js';

/** One end's part: what it says, where its numbers begin, and in which pieces (with repetitions and overlaps) it is sent. */
interface Part {
  said: Uint8Array;
  start: number;
  cuts: number[];
  repeats: { at: number; length: number }[];
}

// Near 2^32 the numbers begin anew in the middle.
const start = fc.oneof(fc.integer({ min: 0, max: 0xffff_ffff }), fc.integer({ min: 0xffff_ff00, max: 0xffff_ffff }));

const part: Arbitrary<Part> = fc.record({
  said: fc.uint8Array({ minLength: 1, maxLength: 400 }),
  start,
  cuts: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 8 }),
  repeats: fc.array(fc.record({ at: fc.nat(400), length: fc.integer({ min: 1, max: 80 }) }), { maxLength: 6 }),
});

/** Each piece of what is said once, in order, then some again, cut otherwise; each acknowledges the SYN of the other end. */
function segmentsOf(from: Side, { said, start, cuts, repeats }: Part, other: Part): SegmentOf[] {
  const acknowledgement = (other.start + 1) >>> 0;
  const segment = (at: number, length: number): SegmentOf => ({
    ...{ from, ack: true, acknowledgement, sequence: (start + 1 + at) >>> 0, payload: said.subarray(at, at + length) },
  });
  const pieces: SegmentOf[] = [];
  for (let at = 0, i = 0; at < said.length; i++) {
    const length = cuts[i % cuts.length]!;
    pieces.push(segment(at, length));
    at += length;
  }
  const again = repeats.filter(({ at }) => at < said.length).map(({ at, length }) => segment(at, length));
  const fin: SegmentOf = { from, ack: true, acknowledgement, fin: true, sequence: (start + 1 + said.length) >>> 0 };
  return [
    { from, syn: true, ack: from === 'listener', acknowledgement, sequence: start },
    ...pieces,
    ...again,
    fin,
    fin,
  ];
}

const session = fc.record({ dialler: part, listener: part }).chain(({ dialler, listener }) => {
  const segments = [...segmentsOf('dialler', dialler, listener), ...segmentsOf('listener', listener, dialler)];
  const order = fc.shuffledSubarray(segments, { minLength: segments.length, maxLength: segments.length });
  return fc.record({ dialler: fc.constant(dialler), listener: fc.constant(listener), segments: order });
});

describe('segments in any order, repeated, overlapping', () => {
  it('are always the same bytes', () => {
    const property = fc.property(session, fc.boolean(), ({ dialler, listener, segments }, isNg) => {
      const packets = segments.map((segment, i) => ({ bytes: onLink(1, ipPacket(segment)), atMs: 1000 + i }));
      const file = (isNg ? pcapngFile : pcapFile)(packets);
      const { records, fault } = collect(fromPcap(file, { network: bitcoin.regtest }));
      expect(fault).toBe(undefined);
      expect(bytesOn(records, 'sent')).toStrictEqual(dialler.said);
      expect(bytesOn(records, 'received')).toStrictEqual(listener.said);
      const times = records.slice(1).map(({ atMs }) => atMs);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect([records[0]?.kind, records.at(-1)?.kind]).toEqual(['opened', 'closed']);
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('without one of them: a part of the bytes and BYTES_LOST, or what another repeats', () => {
    const property = fc.property(session, fc.nat(), ({ dialler, listener, segments }, index) => {
      const lost = segments[index % segments.length]!;
      const packets = segments
        .filter((each) => each !== lost)
        .map((segment) => ({ bytes: onLink(1, ipPacket(segment)) }));
      const { records, fault } = collect(fromPcap(pcapFile(packets), { network: bitcoin.regtest }));
      const [sent, received] = [bytesOn(records, 'sent'), bytesOn(records, 'received')];
      expect(sent).toStrictEqual(dialler.said.slice(0, sent.length));
      expect(received).toStrictEqual(listener.said.slice(0, received.length));
      const isWhole = sent.length === dialler.said.length && received.length === listener.said.length;
      expect(fault?.code).toBe(isWhole ? undefined : 'BYTES_LOST');
    });
    fc.assert(property, { numRuns: 500 });
  });
});
