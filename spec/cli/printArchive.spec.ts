import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { from, NEVER } from 'rxjs';
import { parseCommandLine } from '../../lib/cli/commandLine.js';
import { replayFile } from '../../lib/cli/replay.js';
import type { ReplayArguments } from '../../lib/cli/replayArguments.js';
import { writePeerObserverArchive } from '../../lib/peerObserver.js';
import { readFile } from 'node:fs/promises';
import { AT_MS, encoded, exportedMessage, exportedPeer } from '../helpers/export/exportedEvents.js';
import { rawZstdFrame } from '../helpers/export/zstdFrame.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

/** Replays an archive of four events, changed by `change`. */
async function replayed(args: string, change: (content: Uint8Array) => Uint8Array = (content) => content) {
  const path = join(temporaryFolder(), 'archive');
  const { items } = encoded([
    { kind: 'joined', atMs: AT_MS, peer: exportedPeer() },
    exportedMessage({ command: 'ping', nonce: 5n }, { payload: new Uint8Array(8) }),
    exportedMessage({ command: 'verack' }, {}, 'sent'),
    exportedMessage(undefined, { command: 'x\u001b[', payload: new Uint8Array(200), peer: exportedPeer({ id: 8 }) }),
  ]);
  await writePeerObserverArchive(path, from(items), { compression: 'none', overwrite: true });
  await writeFile(path, change(await readFile(path)));
  const options = parseCommandLine(['replay', path, ...args.split(' ').filter((each) => each !== '')]);
  const stdout = new PassThrough().setEncoding('utf8');
  const stderr = new PassThrough().setEncoding('utf8');
  let out = '';
  let err = '';
  stdout.on('data', (text: string) => (out += text));
  stderr.on('data', (text: string) => (err += text));
  const code = await replayFile(options as unknown as ReplayArguments, { stdout, stderr, env: {}, stop$: NEVER });
  await new Promise((resolve) => setImmediate(resolve));
  return { code, lines: out.split('\n').slice(0, -1), err };
}

describe('rxpeer replay with an archive of peer-observer', () => {
  it('prints a line per event, with control characters escaped and long fields cut', async () => {
    const { code, err, lines } = await replayed('--sent');
    expect([code, err]).toEqual([0, '']);
    expect(lines.slice(1, 3)).toEqual([
      '2023-11-14T22:13:20.123Z  20.0.0.1:8333  received  ping  8 bytes  {"value":"5"}',
      '2023-11-14T22:13:20.123Z  20.0.0.1:8333  sent  verack  0 bytes',
    ]);
    expect(lines[0]).toMatch(/^\S+ {2}20\.0\.0\.1:8333 {2}connection {2}outbound {2}\{"conn":/);
    expect(lines[3]).toMatch(/ {2}x\\x1b\[ {2}200 bytes {2}\{.*…$/);
  });

  it('prints JSON, and selects by command, peer and count', async () => {
    expect((await replayed('--json --only ping')).lines.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        ...{ at: '2023-11-14T22:13:20.123Z', kind: 'message', name: 'ping', peerId: '7', address: '20.0.0.1:8333' },
        ...{ direction: 'received', sizeBytes: 8, fields: { value: '5' } },
      },
    ]);
    expect((await replayed('--peer 8')).lines).toHaveLength(1);
    expect((await replayed('--count 1')).lines).toHaveLength(1);
    expect((await replayed('')).lines).toHaveLength(3);
  });

  it('reads zstd', async () => {
    expect((await replayed('', (content) => rawZstdFrame(content))).lines).toHaveLength(3);
  });

  it('exits with status 1 after the events before damage', async () => {
    const { code, err, lines } = await replayed('', (content) => content.subarray(0, content.length - 1));
    expect([code, lines.length]).toEqual([1, 2]);
    expect(err).toMatch(/^rxpeer: the archive ends inside an event \(at byte \d+\)\n$/);
  });
});
