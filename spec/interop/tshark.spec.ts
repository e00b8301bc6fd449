import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { CaptureFrameDecoder, type CapturedFrame } from '../../lib/capture/captureFrameDecoder.js';
import type { BytesRecord, CaptureRecord, ClosedRecord, OpenedRecord } from '../../lib/capture/captureRecord.js';
import { PcapEncoder } from '../../lib/capture/formats/pcap/pcapEncoder.js';
import { encodeFrame } from '../../lib/frame/frameEncoder.js';
import { bitcoin } from '../../lib/index.js';
import { readCaptureFile } from '../../lib/node.js';
import { sharedPath } from '../digests/sharedFiles.js';
import { encodePlainPacket } from '../helpers/capture/v2Session.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { bytes } from '../helpers/wire/bytes.js';

// Wireshark's dissector of Bitcoin reads what PcapEncoder writes. The dissector of Wireshark 4.0 does not know witnesses, so it calls transactions
// with one malformed; all other packets must be right.

const network = bitcoin.regtest;
const hasCaptures = sharedPath('captures/') !== undefined;
const CHECKSUMS = ['-o', 'tcp.check_checksum:TRUE', '-o', 'ip.check_checksum:TRUE'];
const FAULTS = 'tcp.checksum.status != "Good" || ip.checksum.status != "Good" || tcp.analysis.flags';
const fixture = (name: string): string => fileURLToPath(new URL(`../fixtures/captures/${name}`, import.meta.url));

function tsharkAbsence(): string | undefined {
  try {
    execFileSync('tshark', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no tshark in the PATH; apt-get install tshark';
  }
}

describeWith(tsharkAbsence(), 'a recording that was exported as a pcap, in tshark', () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rxpeer-tshark-'));
    file = join(folder, 'out.pcap');
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  async function tshark(...args: string[]): Promise<string[]> {
    const { stdout } = await promisify(execFile)('tshark', ['-n', '-r', file, ...CHECKSUMS, ...args], {
      maxBuffer: 256 * 1024 * 1024,
      timeout: 60_000,
    });
    return stdout.split('\n').filter((line) => line !== '');
  }

  /** Exports the records, and expects what tshark says of each packet to be right. */
  async function checkExport(records: readonly CaptureRecord[], decodeAs: readonly string[] = []): Promise<void> {
    const encoder = new PcapEncoder();
    await writeFile(file, bytes(encoder.header(), ...records.flatMap((record) => encoder.push(record))));
    const decoder = new CaptureFrameDecoder();
    const frames = records.flatMap((record) => decoder.push(record));
    expect(frames.length).toBeGreaterThan(3);

    const listed = await tshark(
      ...decodeAs,
      '-Y',
      'bitcoin',
      '-T',
      'fields',
      '-e',
      'tcp.stream',
      '-e',
      'tcp.srcport',
      '-e',
      'bitcoin.command',
    );
    expect(await byEnd(listed)).toEqual(commandsOf(frames));
    expect(await tshark(...decodeAs, '-Y', FAULTS)).toEqual([]);
    expect(await tshark('-T', 'fields', '-e', 'frame.number')).toHaveLength(encoder.packetsWritten);
    const malformed = await tshark(...decodeAs, '-Y', '_ws.malformed', '-T', 'fields', '-e', 'bitcoin.command');
    if (!frames.some(mayHaveWitness)) expect(malformed).toEqual([]);
    else
      expect(malformed.flatMap((line) => line.split(',')).filter((name) => !['tx', 'block'].includes(name))).toEqual(
        [],
      );
  }

  /** The commands of each end of each connection, in order, from lines of connection, port and commands. */
  async function byEnd(lines: readonly string[]): Promise<string[]> {
    const first = await tshark('-Y', 'tcp.flags.syn==1', '-T', 'fields', '-e', 'tcp.stream', '-e', 'tcp.srcport');
    const commands = new Map(first.map((end) => [end, [] as string[]]));
    for (const line of lines) {
      const [stream, port, list = ''] = line.split('\t');
      commands.get(`${stream}\t${port}`)!.push(...list.split(','));
    }
    return Array.from(commands.values(), (list) => list.join(' '))
      .filter((list) => list !== '')
      .sort();
  }

  function commandsOf(frames: readonly CapturedFrame[]): string[] {
    const ends = new Map<string, string[]>();
    for (const { session, direction, command } of frames) {
      const key = `${session} ${direction}`;
      ends.set(key, [...(ends.get(key) ?? []), command]);
    }
    return Array.from(ends.values(), (list) => list.join(' ')).sort();
  }

  /** BIP144: the marker 00 and the flag 01 after a transaction's version. Blocks are not looked into: each may hold such a transaction. */
  function mayHaveWitness({ command, payload }: CapturedFrame): boolean {
    return command === 'block' || (command === 'tx' && payload[4] === 0 && payload[5] === 1);
  }

  async function recordsIn(path: string): Promise<CaptureRecord[]> {
    const records: CaptureRecord[] = [];
    for await (const record of readCaptureFile(path, { network })) records.push(record);
    return records;
  }

  it.each(['loopback.pcap', 'ipv6-nano.pcap', 'any-sll2.pcap'])('shows the commands of %s', async (name) => {
    await checkExport(await recordsIn(fixture(name)));
  });

  const shared = ['raw/v1-client-dials', 'raw/v1-client-bloom', 'messages/relay-v1', 'messages/client-modern'];
  (hasCaptures ? it : it.skip).each(shared)(
    'shows the commands of %s (skipped without ../shared/captures)',
    async (name) => {
      await checkExport(await recordsIn(sharedPath(`captures/${name}`)!));
    },
  );

  (hasCaptures ? it : it.skip)('shows the commands of LBRY, if its port is named', async () => {
    const records = await recordsIn(sharedPath('captures/lbry/one-of-each.tsv')!);
    await checkExport(records, ['-d', 'tcp.port==29246,bitcoin']);
  });

  const opened = (session: number): OpenedRecord => ({
    ...{ kind: 'opened', session, atMs: 1_795_352_366_525.662, network: network.name },
    ...{ direction: 'outbound', address: '10.0.0.1:18444' },
  });
  const passed = (session: number, direction: BytesRecord['direction'], content: Uint8Array): BytesRecord => ({
    ...{ kind: 'bytes', session, atMs: 1_795_352_366_526, direction, bytes: content },
  });
  const closed = (session: number, by: ClosedRecord['by']): ClosedRecord => ({
    ...{ kind: 'closed', session, atMs: 1_795_352_366_527, by },
  });

  it('shows the messages of a session by transport v2 as frames of v1', async () => {
    const packet = (...contents: (string | number)[]) => encodePlainPacket({ header: 0, contents: bytes(...contents) });
    const ping = (nonce: string) => packet(18, nonce.repeat(8));
    const stream = bytes(packet('00 76657261636b000000000000'), ping('01'), ping('02'), ping('03'));
    await checkExport([
      { ...opened(1), transport: 'v2', sessionId: '00'.repeat(32) },
      passed(1, 'sent', stream),
      closed(1, 'remote'),
    ]);
  });

  it('shows segments of the largest size, a long stream of one direction, and how connections end', async () => {
    const ping = encodeFrame(network, 'ping', new Uint8Array(8));
    const large = (payloadBytes: number) => encodeFrame(network, 'large', new Uint8Array(payloadBytes).fill(7));
    await checkExport([
      ...[opened(1), opened(2), opened(3)],
      ...[passed(1, 'sent', large(65_495 - 24)), passed(1, 'sent', large(65_495)), passed(1, 'received', ping)],
      ...[passed(2, 'received', bytes(large(3_000_000), large(3_000_000))), passed(2, 'sent', bytes(ping, ping))],
      ...[passed(3, 'sent', ping), closed(1, 'local'), closed(2, 'remote'), closed(3, 'fault')],
    ]);
    expect(await tshark('-Y', 'tcp.flags.fin==1')).toHaveLength(4);
    expect(await tshark('-Y', 'tcp.flags.reset==1')).toHaveLength(1);
    expect(await tshark('-Y', 'tcp.len==65495', '-T', 'fields', '-e', 'frame.number')).not.toHaveLength(0);
  });
});
