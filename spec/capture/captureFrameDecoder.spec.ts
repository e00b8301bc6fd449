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
const bytesOf = (session: number, direction: BytesRecord['direction'], content: Uint8Array, atMs = 1): BytesRecord => ({
  ...{ kind: 'bytes', session, atMs, direction, bytes: content },
});
const shown = ({ session, direction, atMs, command }: CapturedFrame) => `${atMs} ${session} ${direction} ${command}`;

describe('CaptureFrameDecoder', () => {
  it('decodes each direction of each session separately, and returns a frame with the record of its last byte', () => {
    const frames = new CaptureFrameDecoder();
    const [a, b] = [frame('aaa', '0102'), frame('bbb')];
    const decoded = [
      ...[opened(1), opened(2), bytesOf(1, 'sent', a.subarray(0, 10), 1), bytesOf(1, 'received', b.subarray(0, 20), 2)],
      ...[bytesOf(2, 'sent', bytes(b, a, b.subarray(0, 1)), 3), bytesOf(1, 'received', b.subarray(20), 4)],
      ...[bytesOf(1, 'sent', a.subarray(10), 5), bytesOf(2, 'sent', b.subarray(1), 6)],
    ].flatMap((record) => frames.push(record));
    expect(decoded.map(shown)).toEqual([
      '3 2 sent bbb',
      '3 2 sent aaa',
      '4 1 received bbb',
      '5 1 sent aaa',
      '6 2 sent bbb',
    ]);
    expect(decoded[3]!.payload).toStrictEqual(bytes('0102'));
  });

  it('continues after a frame with a bad checksum, drops a direction after a wrong magic, and reports both', () => {
    const faults: string[] = [];
    const frames = new CaptureFrameDecoder({
      onFault: ({ code }, { session, direction, atMs }) => faults.push(`${atMs} ${session} ${direction} ${code}`),
    });
    const bad = frame('bad', '01').with(24, 2);
    frames.push(opened(1));
    for (const size of [1, 7, 1000]) {
      const decoded = chunks(bytes(bad, frame('ok'), bad), size).flatMap((part) =>
        frames.push(bytesOf(1, 'sent', part)),
      );
      expect(decoded.map(({ command }) => command)).toEqual(['ok']);
    }
    expect(faults.splice(0)).toEqual(new Array(6).fill('1 1 sent BAD_CHECKSUM'));
    expect(frames.push(bytesOf(1, 'received', bytes(frame('ok'), 'deadbeef', frame('ok')), 2)).map(shown)).toEqual([
      '2 1 received ok',
    ]);
    expect(frames.push(bytesOf(1, 'received', frame('ok'), 3))).toEqual([]);
    expect(frames.push(bytesOf(1, 'sent', frame('ok'), 3))).toHaveLength(1);
    expect(faults).toEqual(['2 1 received WRONG_MAGIC']);
  });

  it('reports an unfinished frame when a session closes, opens again, or the recording ends', () => {
    const faults: string[] = [];
    const frames = new CaptureFrameDecoder({ onFault: ({ code }, { session }) => faults.push(`${session} ${code}`) });
    for (const session of [1, 2, 3]) {
      frames.push(opened(session));
      frames.push(bytesOf(session, 'sent', frame('x').subarray(0, 5)));
    }
    frames.push({ kind: 'closed', session: 2, atMs: 1, by: 'remote' });
    expect(faults).toEqual(['2 TRUNCATED']);
    frames.push(opened(1));
    expect(frames.push(bytesOf(1, 'sent', frame('x')))).toHaveLength(1);
    frames.end();
    frames.end();
    expect(faults).toEqual(['2 TRUNCATED', '1 TRUNCATED', '3 TRUNCATED']);
  });

  it('finds the known networks and the one of the options by name', () => {
    const custom = defineNetwork({ name: 'custom', magic: 5, defaultPort: 1 });
    const frames = new CaptureFrameDecoder({ network: custom });
    frames.push(opened(1, 'custom'));
    frames.push(opened(2, 'bitcoin.regtest'));
    expect(frames.push(bytesOf(1, 'sent', encodeFrame(custom, 'x', new Uint8Array(0))))).toHaveLength(1);
    expect(frames.push(bytesOf(2, 'sent', frame('x')))).toHaveLength(1);
    expect(captureFaultOf(() => new CaptureFrameDecoder().push(opened(1, 'custom')))?.code).toBe('NETWORK_UNKNOWN');
    expect(captureFaultOf(() => frames.push(bytesOf(3, 'sent', frame('x'))))?.code).toBe('INVALID_RECORD');
  });
});
