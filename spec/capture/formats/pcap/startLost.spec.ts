import { describe, expect, it } from '@jest/globals';
import type { CaptureError } from '../../../../lib/capture/captureError.js';
import { fromPcap } from '../../../../lib/capture/formats/pcap/fromPcap.js';
import type { FromPcapOptions } from '../../../../lib/capture/formats/pcap/pcapSession.js';
import { encodeFrame } from '../../../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../../../lib/networks/bitcoin.js';
import { defineNetwork } from '../../../../lib/networks/network.js';
import { ipPacket, onLink, pcapFile, type SegmentOf, type Side } from '../../../helpers/capture/packets.js';
import { bytesOn, collect } from '../../../helpers/capture/sessions.js';
import { bytes } from '../../../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const PING = encodeFrame(network, 'ping', bytes('0102030405060708'));
const PONG = encodeFrame(network, 'pong', bytes('0102030405060708'));

/** The numbers of the SYNs; the listener's numbers wrap around within its first message. */
const START: Record<Side, number> = { dialler: 1000, listener: 0xffff_fff0 };

/** A segment with data at this position of its end's stream, which acknowledges this number of bytes of the other end. */
function data(from: Side, at: number, payload: Uint8Array, acknowledged = 0): SegmentOf {
  const other = from === 'dialler' ? 'listener' : 'dialler';
  return {
    ...{ from, ack: true, payload, sequence: (START[from] + 1 + at) >>> 0 },
    acknowledgement: (START[other] + 1 + acknowledged) >>> 0,
  };
}

const HANDSHAKE: SegmentOf[] = [
  { from: 'dialler', syn: true, sequence: START.dialler },
  { from: 'listener', syn: true, ack: true, sequence: START.listener, acknowledgement: START.dialler + 1 },
  { from: 'dialler', ack: true, sequence: START.dialler + 1, acknowledgement: START.listener + 1 },
];
const DATA: SegmentOf[] = [
  data('dialler', 0, PING),
  data('listener', 0, PONG, PING.length),
  data('listener', PONG.length, PING, PING.length),
  data('dialler', PING.length, PONG, PONG.length + PING.length),
];

function read(segments: readonly SegmentOf[], options: FromPcapOptions = {}) {
  const faults: CaptureError[] = [];
  const packets = segments.map((segment, i) => ({ bytes: onLink(1, ipPacket(segment)), atMs: 1000 + i }));
  const collected = collect(fromPcap(pcapFile(packets), { onFault: (fault) => faults.push(fault), ...options }));
  return {
    ...collected,
    faults,
    opened: collected.records[0],
    sent: bytesOn(collected.records, 'sent'),
    received: bytesOn(collected.records, 'received'),
  };
}

const OUTBOUND = { kind: 'opened', network: network.name, direction: 'outbound', address: '10.0.0.2:18444' };

describe('a pcap in which a SYN is missing', () => {
  it.each([
    ["the dialler's: the SYN/ACK acknowledges its number", [HANDSHAKE[1]!, HANDSHAKE[2]!]],
    ["the dialler's and the ACK: the SYN/ACK acknowledges its number", [HANDSHAKE[1]!]],
    ["the listener's: the ACK acknowledges its number", [HANDSHAKE[0]!, HANDSHAKE[2]!]],
    ["the listener's and the ACK: the first data acknowledges its number", [HANDSHAKE[0]!]],
  ])('%s', (_, handshake) => {
    const { fault, faults, opened, received, sent } = read([...handshake, ...DATA]);
    expect([fault, faults]).toEqual([undefined, []]);
    expect(opened).toMatchObject(OUTBOUND);
    expect([sent, received]).toEqual([bytes(PING, PONG), bytes(PONG, PING)]);
  });

  it('starts at the first data if it is before the first acknowledgement', () => {
    const late = data('dialler', 0, PING, PONG.length);
    const { fault, received, sent } = read([HANDSHAKE[0]!, DATA[1]!, late]);
    expect([fault, sent, received]).toEqual([undefined, PING, PONG]);
  });

  it('errors with BYTES_LOST if the acknowledgement shows that the first data is missing', () => {
    const { fault, sent } = read([HANDSHAKE[0]!, HANDSHAKE[2]!, DATA[0]!, DATA[2]!]);
    expect([fault?.code, sent]).toEqual(['BYTES_LOST', PING]);
  });
});

describe('a pcap with a connection that is older than the recording', () => {
  it('is read from the first message of each end on, with one START_LOST', () => {
    const { fault, faults, opened, received, sent } = read(DATA);
    expect([fault, sent, received]).toEqual([undefined, bytes(PING, PONG), bytes(PONG, PING)]);
    expect(opened).toMatchObject(OUTBOUND);
    expect(faults).toMatchObject([
      { name: 'CaptureError', code: 'START_LOST', message: expect.stringContaining('10.0.0.1:50000 > 10.0.0.2:18444') },
    ]);
  });

  it('is read without onFault too', () => {
    expect(read(DATA, { onFault: undefined }).fault).toBe(undefined);
  });

  it.each([1, 10, 23])(
    'drops the bytes before the first message of a segment, which lacks its first %i bytes',
    (cut) => {
      const { received, sent } = read([
        data('listener', 0, bytes(PONG.subarray(cut), PING)),
        data('listener', PONG.length + PING.length - cut, PONG),
        data('dialler', 0, PING.subarray(cut)),
        data('dialler', PING.length - cut, PONG),
      ]);
      expect([sent, received]).toEqual([PONG, bytes(PING, PONG)]);
    },
  );

  it('starts at the next message if magic and command are split over two segments', () => {
    const { received } = read([
      data('listener', 0, PING.subarray(0, 15)),
      data('listener', 15, PING.subarray(15)),
      data('listener', PING.length, PONG),
    ]);
    expect(received).toEqual(PONG);
  });

  it('finds a message if a segment holds only its magic and command', () => {
    const { received } = read([data('listener', 0, PING.subarray(0, 16)), data('listener', 16, PING.subarray(16))]);
    expect(received).toEqual(PING);
  });

  it('starts only at a magic that a valid command follows', () => {
    const stray = bytes(PING.subarray(0, 4), '01'.repeat(40));
    expect(read([data('listener', 0, stray), data('listener', stray.length, PONG)]).received).toEqual(PONG);
  });

  it('drops repeated segments from before the start', () => {
    const { fault, received } = read([DATA[2]!, DATA[1]!, DATA[3]!]);
    expect([fault, received]).toEqual([undefined, PING]);
  });

  it('errors with BYTES_LOST after the messages before a missing segment', () => {
    const { fault, received } = read([DATA[0]!, DATA[1]!, data('listener', PONG.length + 1, PING)]);
    expect([fault?.code, received]).toEqual(['BYTES_LOST', PONG]);
  });

  it('names in START_LOST the end of which no message was found', () => {
    const { faults, fault, received } = read([DATA[1]!, data('dialler', 3, bytes('abcd'))]);
    expect([fault, received]).toEqual([undefined, PONG]);
    expect(faults[0]!.message).toContain('no message of 10.0.0.1:50000 was found');
  });

  it('errors with BYTES_LOST if no message of a known network begins in it', () => {
    const { fault, faults, records } = read([data('listener', 0, new Uint8Array(500).fill(7))]);
    expect([fault?.code, faults, records]).toEqual(['BYTES_LOST', [], []]);
  });

  it('finds the messages of the network in the options', () => {
    const custom = defineNetwork({ ...network, name: 'custom', magic: 0x0102_0304, defaultPort: 40_000 });
    const message = encodeFrame(custom, 'ping', bytes('00'.repeat(8)));
    const segments = [data('listener', 0, message)];
    expect(read(segments).fault?.code).toBe('BYTES_LOST');
    expect(read(segments, { network: custom })).toMatchObject({ opened: { network: 'custom' }, received: message });
  });

  it.each([
    ["a network's default port", { dialler: 500, listener: 18_444 }],
    ['the lower port', { dialler: 50_000, listener: 4000 }],
  ])('takes the end with %s as the listener', (_, ends) => {
    for (const first of [DATA[0]!, DATA[1]!]) {
      const packets = [first].map((segment) => ({ bytes: onLink(1, ipPacket(segment, { ends })), atMs: 1 }));
      const { records } = collect(fromPcap(pcapFile(packets)));
      expect(records[0]).toMatchObject({ direction: 'outbound', address: `10.0.0.2:${ends.listener}` });
    }
  });

  it('is a different connection from a later one between the same ports', () => {
    const later = [...HANDSHAKE, ...DATA].map((segment) => ({
      ...segment,
      sequence: (segment.sequence + 5_000_000) >>> 0,
      acknowledgement: ((segment.acknowledgement ?? 0) + 5_000_000) >>> 0,
    }));
    const file = [...DATA.slice(0, 2), ...later];
    expect(read(file).fault?.code).toBe('AMBIGUOUS');
    expect(read(file, { connection: 1 })).toMatchObject({
      sent: PING,
      received: PONG,
      faults: [{ code: 'START_LOST' }],
    });
    expect(read(file, { connection: 2 })).toMatchObject({ sent: bytes(PING, PONG), faults: [] });
  });

  it('is the same connection if its SYN was recorded late', () => {
    const { fault, faults, sent } = read([DATA[0]!, HANDSHAKE[0]!, ...DATA.slice(1)]);
    expect([fault, faults, sent]).toEqual([undefined, [], bytes(PING, PONG)]);
  });
});
