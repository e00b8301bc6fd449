import { describe, expect, it } from '@jest/globals';
import { Subscription } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { record } from '../../lib/capture/record.js';
import { createPeer, encodeMessage, bitcoin, memoryDuplexes, type Message } from '../../lib/index.js';
import { ping, pong } from '../helpers/peer/messages.js';
import { VirtualTime } from '../../lib/virtual/virtualTime.js';
import { bytesOf, concatBytes, versionMessage } from '../helpers/samples.js';
import { liveSession } from './sessions.js';

const network = bitcoin.regtest;
const VERACK: Message = { command: 'verack' };

function bytesIn(records: readonly CaptureRecord[], direction: 'received' | 'sent'): Uint8Array {
  return concatBytes(
    records.flatMap((each) => (each.kind === 'bytes' && each.direction === direction ? [each.bytes] : [])),
  );
}

describe('record()', () => {
  it('emits opened, all bytes of both directions, and closed', () => {
    const { peer, records, sendToPeer, time, write, transcript } = liveSession();
    sendToPeer(versionMessage(), VERACK);
    time.advance(2.5);
    write(bytesOf([ping(1n)]).subarray(0, 30));
    write(bytesOf([ping(1n)]).subarray(30));
    write(bytesOf([ping(2n)]).subarray(0, 10));
    peer.close();
    const session = peer.id;
    const atMs = 1_700_000_000_000.5;
    const opened = { network: network.name, direction: 'outbound', address: 'memory:inbound' };
    expect(records[0]).toEqual({ kind: 'opened', session, atMs, ...opened });
    expect(records.at(-1)).toEqual({ kind: 'closed', session, atMs: atMs + 2.5, by: 'local' });
    const received = [versionMessage(), VERACK, ping(1n)];
    expect(bytesIn(records, 'received')).toEqual(concatBytes([bytesOf(received), bytesOf([ping(2n)]).subarray(0, 10)]));
    expect(bytesIn(records, 'sent').subarray(-32)).toEqual(encodeMessage(pong(1n), { network }));
    expect(transcript.ends).toContain('bytes$');
  });

  it('orders bytes sent while a chunk is processed between the messages of that chunk', () => {
    const { records, sendToPeer } = liveSession();
    sendToPeer(versionMessage(), VERACK);
    records.length = 0;
    sendToPeer(ping(1n), ping(2n));
    expect(
      records.map((each) => (each.kind === 'bytes' ? `${each.direction} ${each.bytes.length}` : each.kind)),
    ).toEqual(['received 32', 'sent 32', 'received 32', 'sent 32']);
  });

  it('emits the error that closed the peer', () => {
    const { records, write } = liveSession();
    write(new Uint8Array(4));
    const message =
      'magic 00000000, fabfb5da of bitcoin.regtest expected: another protocol, or the key of transport v2 (BIP324), which this peer does not speak';
    expect(records.at(-1)).toMatchObject({
      by: 'fault',
      error: { name: 'RemoteProtocolError', code: 'WRONG_MAGIC', message },
    });
  });

  it('can start after the handshake and be unsubscribed before the peer closes', () => {
    const { duplex, peer } = liveSession();
    const records: CaptureRecord[] = [];
    const recording = new Subscription();
    duplex.write(bytesOf([versionMessage(), VERACK]));
    recording.add(record(peer, { session: 7 }).subscribe((each) => records.push(each)));
    duplex.write(bytesOf([ping(1n)]));
    recording.unsubscribe();
    duplex.write(bytesOf([ping(2n)]));
    expect(records.map(({ kind, session }) => `${kind} ${session}`)).toEqual(['opened 7', 'bytes 7', 'bytes 7']);
  });

  it('uses the clock of the peer', () => {
    const scheduler = new VirtualTime();
    scheduler.advance(42);
    const peer = createPeer(memoryDuplexes().outbound, { network, scheduler });
    const records: CaptureRecord[] = [];
    record(peer).subscribe((each) => records.push(each));
    peer.close();
    expect(records.map(({ kind, atMs }) => `${kind} ${atMs}`)).toEqual(['opened 42', 'closed 42']);
  });
});
