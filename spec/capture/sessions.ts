import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { record } from '../../lib/capture/record.js';
import type { PeerOptions } from '../../lib/index.js';
import { block, ping, transaction } from '../helpers/peer/messages.js';
import { transcriptOf, type Transcript } from '../helpers/peer/transcript.js';
import { VirtualTime } from '../../lib/virtual/virtualTime.js';
import { rawRemote, type RawRemote } from '../helpers/rawRemote.js';
import { bytesOf, hash, versionMessage } from '../helpers/samples.js';

export interface LiveSession extends RawRemote {
  readonly time: VirtualTime;
  readonly transcript: Transcript;
  readonly records: CaptureRecord[];
}

/** A local peer in virtual time, with a transcript and a recording from before its first byte. */
export function liveSession(options: Partial<PeerOptions> & { direction?: 'inbound' | 'outbound' } = {}): LiveSession {
  const time = new VirtualTime();
  time.advance(1_700_000_000_000.5);
  let transcript!: Transcript;
  const records: CaptureRecord[] = [];
  const remote = rawRemote({
    scheduler: time,
    ...options,
    onPeer(peer) {
      transcript = transcriptOf(peer);
      record(peer).subscribe((each) => records.push(each));
    },
  });
  return { ...remote, time, transcript, records };
}

/** A session with exchanges in both directions, pings, faults, a message in several chunks, and several messages in one chunk. */
export function activeSession(options: Parameters<typeof liveSession>[0] = {}): LiveSession {
  const session = liveSession({ random: (bytes) => new Uint8Array(bytes).fill(7), onMalformed: 'drop', ...options });
  const { peer, sendToPeer, time, write } = session;
  time.advance(12.25);
  sendToPeer(versionMessage(), { command: 'wtxidrelay' }, { command: 'sendaddrv2' }, { command: 'verack' });
  time.advance(30);
  sendToPeer(ping(5n), { command: 'sendheaders' }, ping(6n), { command: 'feefilter', feeRate: 1000n });
  void peer.send({ command: 'ping', nonce: 77n });
  void peer.send({
    command: 'getdata',
    items: [
      { type: 1, hash: hash(1) },
      { type: 2, hash: hash(2) },
    ],
  });
  time.advance(8.125);
  sendToPeer({ command: 'pong', nonce: 77n }, { command: 'notfound', items: [{ type: 1, hash: hash(1) }] });
  const bytes = bytesOf([
    { command: 'tx', transaction: transaction(3) },
    { command: 'block', block: block(4) },
  ]);
  for (let offset = 0; offset < bytes.length; offset += 50) {
    write(bytes.subarray(offset, offset + 50));
    time.advance(1.5);
  }
  // A wrong checksum, a short payload, bytes left over.
  const garbled = bytesOf([ping(8n)]);
  garbled[20]! ^= 0xff;
  write(garbled);
  write(bytesOf([{ command: 'unknown', name: 'ping', payload: new Uint8Array(3) }]));
  write(bytesOf([{ command: 'unknown', name: 'ping', payload: new Uint8Array(9) }]));
  sendToPeer({ command: 'notfound', items: [{ type: 2, hash: hash(2) }] });
  void peer.send({ command: 'getaddr' });
  time.advance(120_000);
  sendToPeer({ command: 'unknown', name: 'novel', payload: Uint8Array.of(1, 2) });
  peer.announce({ txid: hash(9), wtxid: hash(9) });
  time.advance(20_000);
  sendToPeer({ command: 'addr', addresses: [] });
  void peer.send({ command: 'mempool' });
  return session;
}
