import { describe, expect, it } from '@jest/globals';
import { CaptureFrameDecoder, type CapturedFrame } from '../../lib/capture/captureFrameDecoder.js';
import type { BytesRecord, CaptureRecord } from '../../lib/capture/captureRecord.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { defineNetwork } from '../../lib/networks/network.js';
import { captureFaultOf } from '../helpers/capture/decoding.js';
import { bytes, chunks } from '../helpers/wire/bytes.js';

const network = bitcoin.regtest;
const frame = (command: string, payload = ''): Uint8Array => encodeFrame(network, command, bytes(payload));
const opened = (session: number, name: string = network.name): CaptureRecord => ({
  ...{ kind: 'opened', session, atMs: 0, network: name, direction: 'outbound', address: '' },
});
const carried = (session: number, direction: BytesRecord['direction'], content: Uint8Array, atMs = 1): BytesRecord => ({
  ...{ kind: 'bytes', session, atMs, direction, bytes: content },
});
const shown = ({ session, direction, atMs, command }: CapturedFrame) => `${atMs} ${session} ${direction} ${command}`;

describe('CaptureFrameDecoder', () => {
  it('keeps sessions and directions apart, and tells a frame at its last byte', () => {
    const frames = new CaptureFrameDecoder();
    const [a, b] = [frame('aaa', '0102'), frame('bbb')];
    const told = [
      ...[opened(1), opened(2), carried(1, 'sent', a.subarray(0, 10), 1), carried(1, 'received', b.subarray(0, 20), 2)],
      ...[carried(2, 'sent', bytes(b, a, b.subarray(0, 1)), 3), carried(1, 'received', b.subarray(20), 4)],
      ...[carried(1, 'sent', a.subarray(10), 5), carried(2, 'sent', b.subarray(1), 6)],
    ].flatMap((record) => frames.push(record));
    expect(told.map(shown)).toEqual([
      '3 2 sent bbb',
      '3 2 sent aaa',
      '4 1 received bbb',
      '5 1 sent aaa',
      '6 2 sent bbb',
    ]);
    expect(told[3]!.payload).toStrictEqual(bytes('0102'));
  });

  it('goes on behind one bad frame, lets go of a direction that is lost, and tells both', () => {
    const faults: string[] = [];
    const frames = new CaptureFrameDecoder({
      onFault: ({ code }, { session, direction, atMs }) => faults.push(`${atMs} ${session} ${direction} ${code}`),
    });
    const bad = frame('bad', '01').with(24, 2);
    frames.push(opened(1));
    for (const size of [1, 7, 1000]) {
      const told = chunks(bytes(bad, frame('ok'), bad), size).flatMap((part) => frames.push(carried(1, 'sent', part)));
      expect(told.map(({ command }) => command)).toEqual(['ok']);
    }
    expect(faults.splice(0)).toEqual(new Array(6).fill('1 1 sent BAD_CHECKSUM'));
    expect(frames.push(carried(1, 'received', bytes(frame('ok'), 'deadbeef', frame('ok')), 2)).map(shown)).toEqual([
      '2 1 received ok',
    ]);
    expect(frames.push(carried(1, 'received', frame('ok'), 3))).toEqual([]);
    expect(frames.push(carried(1, 'sent', frame('ok'), 3))).toHaveLength(1);
    expect(faults).toEqual(['2 1 received WRONG_MAGIC']);
  });

  it('tells what is cut when a session closes, opens anew, or the recording ends', () => {
    const faults: string[] = [];
    const frames = new CaptureFrameDecoder({ onFault: ({ code }, { session }) => faults.push(`${session} ${code}`) });
    for (const session of [1, 2, 3]) {
      frames.push(opened(session));
      frames.push(carried(session, 'sent', frame('x').subarray(0, 5)));
    }
    frames.push({ kind: 'closed', session: 2, atMs: 1, by: 'remote' });
    expect(faults).toEqual(['2 TRUNCATED']);
    frames.push(opened(1));
    expect(frames.push(carried(1, 'sent', frame('x')))).toHaveLength(1);
    frames.end();
    frames.end();
    expect(faults).toEqual(['2 TRUNCATED', '1 TRUNCATED', '3 TRUNCATED']);
  });

  it('knows the networks by name, and one of the caller', () => {
    const own = defineNetwork({ name: 'own', magic: 5, defaultPort: 1 });
    const frames = new CaptureFrameDecoder({ network: own });
    frames.push(opened(1, 'own'));
    frames.push(opened(2, 'bitcoin.regtest'));
    expect(frames.push(carried(1, 'sent', encodeFrame(own, 'x', new Uint8Array(0))))).toHaveLength(1);
    expect(frames.push(carried(2, 'sent', frame('x')))).toHaveLength(1);
    expect(captureFaultOf(() => new CaptureFrameDecoder().push(opened(1, 'own')))?.code).toBe('NETWORK_UNKNOWN');
    expect(captureFaultOf(() => frames.push(carried(3, 'sent', frame('x'))))?.code).toBe('INVALID_RECORD');
  });
});
