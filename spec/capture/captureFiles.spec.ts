import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toHex } from '../../lib/codec/hex.js';
import { encodeRxcapHeader, encodeRxcapRecord } from '../../lib/capture/formats/rxcap/rxcapEncoder.js';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import type { Message } from '../../lib/messages/table.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';
import { CaptureFrameDecoder } from '../../lib/capture/captureFrameDecoder.js';
import { readCaptureFile } from '../../lib/capture/files/readCaptureFile.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';
import { lbry } from '../../lib/networks/lbry.js';
import { readCaptures } from '../../scripts/captureFiles.mjs';
import { bytes } from '../helpers/wire/bytes.js';

let root: string;
beforeAll(async () => (root = await mkdtemp(join(tmpdir(), 'rxpeer-captures-'))));
afterAll(() => rm(root, { recursive: true, force: true }));

describe('readCaptures, which check:captures and fuzz use', () => {
  it('reads all recordings in a folder, and reports the damaged ones', async () => {
    const record = bytes('0100000000000000', '70696e670000000000000000', '02000000', 'abcd');
    const table = (hex: string) => `ms\tdirection\tcommand\tframe\n1\tsent\tping\t${hex}\n`;
    const ping = toHex(encodeFrame(lbry.regtest, 'ping', bytes('abcd')));
    const damaged = ping.replace(/abcd$/, 'abce');
    await mkdir(join(root, 'b'));
    const files: Record<string, Uint8Array | string> = {
      'b/msgs_sent.dat': bytes(record, record.subarray(0, 25)),
      'a.tsv': table(ping),
      'c.tsv': `${table(ping)}2\tsent\tping\t${ping.slice(2)}\n`,
      'd.tsv': table(damaged),
      'chunks.tsv': 'us\tfrom\tbytes\n1\tdialer\t126\n',
      'd.dat': bytes('0102'),
      'notes.txt': 'nothing',
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(root, name), content);

    const captures = await readCaptures(root, { readCaptureFile, CaptureFrameDecoder, bitcoin });
    expect(captures.files).toEqual(['a.tsv', 'b/msgs_sent.dat', 'c.tsv', 'd.dat', 'd.tsv']);
    expect(captures.messages.map(({ file, index, direction, network }) => [file, index, direction, network])).toEqual([
      ['a.tsv', 0, 'sent', 'lbry.regtest'],
      ['b/msgs_sent.dat', 0, 'sent', 'bitcoin.regtest'],
      ['c.tsv', 0, 'sent', 'lbry.regtest'],
    ]);
    for (const { command, payload } of captures.messages) expect([command, payload]).toEqual(['ping', bytes('abcd')]);
    expect(captures.faults).toEqual([
      'b/msgs_sent.dat: sent messages: ends 25 bytes into a record (at byte 26)',
      'c.tsv: line 3 does not hold exactly one complete frame (at byte 92)',
      expect.stringMatching(/^d\.dat: .* is not a recording: it begins/),
      expect.stringMatching(/^d\.tsv: ping with checksum/),
    ]);
  });

  it('adds the protocol version that the session had negotiated before the message', async () => {
    const folder = join(root, 'versions');
    await mkdir(folder);
    const at = (session: number, direction: 'received' | 'sent', ...messages: Message[]): CaptureRecord => {
      return { kind: 'bytes', session, atMs: session, direction, bytes: bytesOf(messages) };
    };
    const opened = { kind: 'opened', atMs: 0, network: 'bitcoin.regtest', direction: 'outbound', address: '' } as const;
    const pingAt60000 = encodeFrame(bitcoin.regtest, 'ping', new Uint8Array(0));
    const records: CaptureRecord[] = [
      { ...opened, session: 1 },
      at(1, 'sent', versionMessage({ version: 70_016 })),
      at(1, 'received', versionMessage({ version: 60_000 })),
      { kind: 'bytes', session: 1, atMs: 1, direction: 'received', bytes: pingAt60000 },
      { ...opened, session: 2 },
      at(2, 'received', { command: 'verack' }),
    ];
    const file = bytes(encodeRxcapHeader(), ...records.map(encodeRxcapRecord));
    await writeFile(join(folder, 'a.rxcap'), file);
    const { faults, messages } = await readCaptures(folder, { readCaptureFile, CaptureFrameDecoder, bitcoin });
    expect(messages.map(({ command, protocolVersion }) => [command, protocolVersion])).toEqual([
      ['version', undefined],
      ['version', 70_016],
      ['ping', 60_000],
      ['verack', undefined],
    ]);
    expect(faults).toEqual([]);
    const decoded = decodeFrame(messages[2]!, {
      network: bitcoin.regtest,
      protocolVersion: messages[2]!.protocolVersion,
    });
    expect(decoded).toEqual({ command: 'ping' });
  });
});
