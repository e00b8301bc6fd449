import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { firstValueFrom, mergeMap, of, toArray } from 'rxjs';
import { CaptureFrameDecoder, replay, type CaptureRecord } from '../../../lib/capture.js';
import { readCaptureFile } from '../../../lib/node.js';
import type { Actions, ActionsOptions } from '../../../lib/dashboard/act/actions.js';
import { createActions } from '../../../lib/dashboard/act/createActions.js';
import { MAX_ENDED_RECORDINGS } from '../../../lib/dashboard/act/recordings.js';
import { InventoryType, type Message, type Peer, type ReadyPeer } from '../../../lib/index.js';
import { virtualNetwork } from '../../../lib/marbles.js';
import { readyRemote } from '../../helpers/rawRemote.js';
import { bytesOf, concatBytes, hash } from '../../helpers/samples.js';
import { temporaryFolder } from '../../helpers/temporaryFolder.js';
import { addressesInGroups, nodesAt, poolIn } from '../../pool/virtualPool.js';

const open: Actions[] = [];

afterEach(async () => {
  for (const actions of open.splice(0)) await actions.close();
});

/** A pool with peers, and the actions on it, which record to a new folder. */
function recordable(
  { peers = 1, transport = 'v1' }: { peers?: number; transport?: 'v1' | 'v2' } = {},
  recordings: NonNullable<ActionsOptions['recordings']> = {},
) {
  const net = virtualNetwork({ latencyMs: 10 });
  const folder = temporaryFolder();
  const addresses = addressesInGroups(peers);
  const theirs = nodesAt(net, addresses);
  const ours: Peer[] = [];
  const pool = poolIn(net, {
    ...{ addresses, outbound: peers, gossip: false, pingIntervalMs: 1000, transport },
    ...{ minBackoffMs: 1e6, maxBackoffMs: 1e6 },
    onPeer: (peer) => ours.push(peer),
  });
  const actions = createActions(pool, { scheduler: net.scheduler, recordings: { folder, ...recordings } });
  open.push(actions);
  pool.start();
  net.advance(1500);
  const files = (): string[] => readdirSync(folder).map((name) => join(folder, name));
  return { net, folder, theirs, ours, pool, actions, files };
}

async function recordsIn(path: string): Promise<CaptureRecord[]> {
  const records: CaptureRecord[] = [];
  for await (const record of readCaptureFile(path)) records.push(record);
  return records;
}

/** The commands of a recording, as `received inv`. Fails if a byte is no part of a message. */
function commandsOf(records: readonly CaptureRecord[]): string[] {
  const decoder = new CaptureFrameDecoder({
    onFault: ({ code, message }) => {
      if (code !== 'TRUNCATED') throw new Error(message);
    },
  });
  return records.flatMap((each) => decoder.push(each)).map(({ command, direction }) => `${direction} ${command}`);
}

const inv = (n: number): Message => ({
  command: 'inv',
  items: Array.from({ length: n }, (_, i) => ({ type: InventoryType.transaction, hash: hash(i) })),
});

describe('the recording of a peer', () => {
  it.each(['v1', 'v2'] as const)('by transport %s holds the messages from its start until the peer ends', async (v) => {
    const { actions, files, folder, net, ours, theirs } = recordable({ transport: v });
    const { address, id } = ours[0]!;
    const startedAtMs = net.scheduler.now();
    const result = actions.record(id, 'me');
    const [row] = actions.recordings();
    expect(row).toMatchObject({ number: 1, peer: id, address, state: 'recording', text: '', startedAtMs, bytes: 0 });
    expect(result).toEqual({ isDone: true, text: `Recording this peer to ${row!.file}.` });
    expect(row!.file.startsWith(`${folder}/rxpeer-20.0.0.1_8333-`)).toBe(true);
    void theirs[0]!.send(inv(3));
    net.advance(5000);
    expect(actions.recordings()[0]!.bytes).toBeGreaterThan(100);
    theirs[0]!.close();
    net.advance(100);
    await actions.close();
    const [path] = files();
    expect(path).toBe(row!.file);
    expect(actions.recordings()).toEqual([
      { ...row!, state: 'ended', text: 'The connection ended.', bytes: statSync(path!).size },
    ]);
    const records = await recordsIn(path!);
    expect(records[0]).toMatchObject({ kind: 'opened', address, ...(v === 'v2' ? { transport: 'v2' } : {}) });
    expect(records.at(-1)).toMatchObject({ kind: 'closed', by: 'remote' });
    const commands = commandsOf(records);
    expect(commands).toContain('received inv');
    expect(commands.filter((each) => each === 'sent ping').length).toBeGreaterThanOrEqual(4);
    expect(commands).not.toContain('received version');
  });

  it('can be replayed: the messages after its start are shown, although the handshake is missing', async () => {
    const { actions, files, net, ours, theirs } = recordable();
    actions.record(ours[0]!.id);
    void theirs[0]!.send(inv(3));
    net.advance(2000);
    theirs[0]!.close();
    net.advance(100);
    await actions.close();
    const peer$ = replay(readCaptureFile(files()[0]!), { speed: Infinity });
    const messages = await firstValueFrom(
      peer$.pipe(
        mergeMap((peer) => peer.messages$),
        toArray(),
      ),
    );
    expect(messages).toContainEqual(inv(3));
  });

  it('begins with a whole message if it is started in the middle of one', async () => {
    const folder = temporaryFolder();
    const { peer, write } = readyRemote();
    const pool = { peers$: of([peer as ReadyPeer]), ban: () => undefined, unban: () => false };
    const actions = createActions(pool, { scheduler: peer.scheduler, recordings: { folder } });
    open.push(actions);
    const bytes = bytesOf([inv(100)]);
    write(bytes.subarray(0, 1000));
    actions.record(peer.id);
    write(bytes.subarray(1000, 2000));
    write(concatBytes([bytes.subarray(2000), bytesOf([inv(1), inv(2)]).subarray(0, 50)]));
    write(bytesOf([inv(1), inv(2)]).subarray(50));
    peer.close();
    await actions.close();
    const records = await recordsIn(actions.recordings()[0]!.file);
    expect(commandsOf(records)).toEqual(['received inv', 'received inv']);
    expect(records.filter(({ kind }) => kind === 'bytes').length).toBeGreaterThan(2);
  });

  it('ends when the user stops it, and another can follow', async () => {
    const { actions, files, net, ours } = recordable();
    const { id } = ours[0]!;
    actions.record(id);
    expect(actions.record(id)).toEqual({
      isDone: false,
      text: `This peer is being recorded already, to ${actions.recordings()[0]!.file}.`,
    });
    net.advance(3000);
    expect(actions.stopRecording(id).isDone).toBe(true);
    await actions.close();
    expect(actions.recordings()).toMatchObject([{ state: 'ended', text: 'The recording was stopped.' }]);
    const before = statSync(files()[0]!).size;
    net.advance(3000);
    expect(actions.stopRecording(id)).toEqual({ isDone: false, text: 'This peer is not being recorded.' });
    expect(statSync(files()[0]!).size).toBe(before);
    expect(ours[0]!.stats().received.messages).toBeGreaterThan(3);
  });

  it('records at most the given number of peers at one time, 4 by default', () => {
    const { actions, ours } = recordable({ peers: 5 });
    expect(ours.map(({ id }) => actions.record(id).isDone)).toEqual([true, true, true, true, false]);
    expect(actions.rows()[0]!.text).toBe('4 peers are being recorded already: stop one of these recordings first.');
  });

  it('ends before the file exceeds its greatest size', async () => {
    const maxBytes = 16 * 1024;
    const { actions, files, net, ours, theirs } = recordable({}, { maxBytes });
    actions.record(ours[0]!.id);
    for (let i = 0; i < 20; i++) {
      void theirs[0]!.send(inv(50));
      net.advance(20);
    }
    expect(ours[0]!.stats().received.bytes).toBeGreaterThan(2 * maxBytes);
    await actions.close();
    const [row] = actions.recordings();
    expect(row).toMatchObject({ state: 'ended', text: 'The file has reached its greatest size, 16384 bytes.' });
    const { size } = statSync(files()[0]!);
    expect(size).toBe(row!.bytes);
    expect(size).toBeLessThanOrEqual(maxBytes);
    expect(size).toBeGreaterThan(maxBytes / 4);
    expect(commandsOf(await recordsIn(files()[0]!)).length).toBeGreaterThan(1);
  });

  it('never overwrites a file: an error of the disk is reported, and costs the peer nothing', async () => {
    const { actions, net, ours, folder } = recordable();
    const { id } = ours[0]!;
    actions.record(id);
    const { file } = actions.recordings()[0]!;
    expect(existsSync(file)).toBe(false);
    writeFileSync(file, 'precious');
    await actions.close();
    expect(actions.recordings()).toMatchObject([
      { state: 'failed', text: expect.stringContaining('exists already'), bytes: 0 },
    ]);
    expect(actions.rows()[0]).toMatchObject({ by: 'the program', action: 'record', isDone: false, peer: id });
    expect(statSync(file).size).toBe(8);
    const missing = recordable({}, { folder: join(folder, 'missing') });
    missing.actions.record(missing.ours[0]!.id);
    await missing.actions.close();
    expect(missing.actions.recordings()).toMatchObject([{ state: 'failed', text: expect.stringContaining('ENOENT') }]);
    net.advance(2000);
    expect(ours[0]!.stats().received.messages).toBeGreaterThan(3);
  });

  it('is readable by its owner only', async () => {
    const { actions, files, ours } = recordable();
    actions.record(ours[0]!.id);
    await actions.close();
    expect(statSync(files()[0]!).mode & 0o077).toBe(0);
  });

  it(`lists the last ${MAX_ENDED_RECORDINGS} that ended`, async () => {
    const { actions, net, ours } = recordable();
    for (let i = 0; i <= MAX_ENDED_RECORDINGS; i++) {
      actions.record(ours[0]!.id);
      await actions.close();
      net.advance(1);
    }
    const rows = actions.recordings();
    expect(rows).toHaveLength(MAX_ENDED_RECORDINGS);
    expect([rows[0]!.number, rows.at(-1)!.number]).toEqual([MAX_ENDED_RECORDINGS + 1, 2]);
  });

  it.each([
    [{ maxBytes: 16_383 }, 'maxBytes'],
    [{ maxBytes: 2 ** 40 + 1 }, 'maxBytes'],
    [{ maxRecordings: 0 }, 'maxRecordings'],
    [{ maxRecordings: 101 }, 'maxRecordings'],
  ])('refuses the options %j', (recordings, name) => {
    expect(() => recordable({}, recordings)).toThrow(name);
  });
});
