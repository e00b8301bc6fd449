import { describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, Subject } from 'rxjs';
import {
  createIdentity,
  createPeer,
  LocalProtocolError,
  memoryDuplexes,
  type BlockHeader,
  type Message,
} from '../../lib/index.js';
import { dial } from '../../lib/node.js';
import { LBCD_POLICY_NETWORK } from '../helpers/lbcdPolicy.js';
import { closedAfterwards } from '../helpers/rawRemote.js';
import { bytesOf, hash, versionMessage } from '../helpers/samples.js';
import { plainServer } from '../helpers/tcp.js';
import { lbcdReadyRemote } from './lbcdRemotes.js';

const network = LBCD_POLICY_NETWORK;

const bulk = (n: number): Message => ({ command: 'unknown', name: 'bulk', payload: Uint8Array.of(n) });

describe('what a whole peer writes', () => {
  it('row 33: sends everything in order to a slow reader', async () => {
    const { peer, received, duplex } = lbcdReadyRemote({ highWaterMarkBytes: 10, conversations: [] });
    duplex.pause();
    const results = Array.from({ length: 200 }, (_, i) => peer.send(bulk(i)));
    expect(peer.stats().queuedMessages).toBeGreaterThan(150);
    duplex.resume();
    expect(received).toEqual(Array.from({ length: 200 }, (_, i) => bulk(i)));
    expect(await Promise.all(results)).toEqual(new Array(200).fill(true));
    expect(peer.stats()).toMatchObject({ queuedMessages: 0, queuedBytes: 0 });
  });

  it.each([
    [1, 1],
    [100, 4],
    [10_000, 20],
  ])('row 34: settles each message: with a transport that accepts %i bytes %i of 20 are true', async (takes, count) => {
    const { peer, duplex } = lbcdReadyRemote({ highWaterMarkBytes: takes, conversations: [] });
    duplex.pause();
    const results = Array.from({ length: 20 }, (_, i) => peer.send(bulk(i)));
    peer.close();
    expect(await Promise.all(results)).toEqual(Array.from({ length: 20 }, (_, i) => i < count));
  });

  it('row 35: a message over a limit is an error at the call, and the connection stays open', async () => {
    const { peer, received, reasons } = lbcdReadyRemote();
    const header: BlockHeader = {
      ...{ version: 1, prevBlock: hash(0), merkleRoot: hash(0) },
      ...{ timestamp: 0, bits: 0, nonce: 0 },
    };
    const headers = (count: number): Message => ({
      command: 'headers',
      headers: new Array<BlockHeader>(count).fill(header),
    });
    expect(() => peer.send(headers(2001))).toThrow(LocalProtocolError);
    expect(() => peer.send(headers(2001))).toThrow('at most 2000 allowed');
    expect(await peer.send(headers(2000))).toBe(true);
    expect(received.map(({ command }) => command)).toEqual(['headers']);
    expect(reasons).toEqual([]);
  });

  it('row 36: a message sent during the end is settled too, and a later one is dropped', async () => {
    const { peer } = lbcdReadyRemote();
    const results: Promise<boolean>[] = [];
    peer.on('ping').subscribe({ complete: () => results.push(peer.send(bulk(1))) });
    peer.closed$.subscribe(() => results.push(peer.send(bulk(2))));
    peer.close();
    expect(await Promise.all(results)).toEqual([expect.any(Boolean), false]);
  });

  it('row 45: each message is one write, header and payload together', () => {
    const { outbound, inbound } = memoryDuplexes();
    const writes: Uint8Array[] = [];
    inbound.chunk$.subscribe((chunk) => writes.push(chunk));
    closedAfterwards(createPeer(outbound, { network, identity: createIdentity(), conversations: [] })).start();
    inbound.write(bytesOf([versionMessage(), { command: 'verack' }]));
    expect(writes.map((bytes) => new TextDecoder().decode(bytes.subarray(4, 16)).replaceAll('\0', ''))).toEqual([
      'version',
      'wtxidrelay',
      'sendaddrv2',
      'verack',
    ]);
    expect(writes.map(({ length }) => length).slice(1)).toEqual([24, 24, 24]);
  });

  it('row 45: messages of one turn are written together', async () => {
    const chunk$ = new Subject<Buffer>();
    const port = await plainServer((socket) => {
      socket.write(bytesOf([versionMessage(), { command: 'verack' }]));
      socket.on('data', (chunk) => chunk$.next(chunk));
    });
    const peer = closedAfterwards(
      await dial({ network, identity: createIdentity(), host: '127.0.0.1', port, conversations: [] }),
    );
    const withBulk = firstValueFrom(chunk$.pipe(filter((chunk) => chunk.includes('bulk'))));
    for (let i = 0; i < 10; i++) void peer.send(bulk(i));
    const frames = bytesOf(Array.from({ length: 10 }, (_, i) => bulk(i)));
    expect([...(await withBulk).subarray(-frames.length)]).toEqual([...frames]);
  });
});
