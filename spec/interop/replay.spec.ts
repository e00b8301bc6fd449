import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import type { CaptureRecord } from '../../lib/capture/captureRecord.js';
import { record } from '../../lib/capture/record.js';
import { replay } from '../../lib/capture/replay/replay.js';
import { bitcoin, InventoryType } from '../../lib/index.js';
import { dial } from '../../lib/node.js';
import { bitcoindAbsence, startBitcoind, type BitcoinNode } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { soon } from '../helpers/nodes/soon.js';
import { transcriptOf, type Transcript } from '../helpers/peer/transcript.js';
import { VirtualTime } from '../../lib/virtual/virtualTime.js';

const network = bitcoin.regtest;

describeWith(await bitcoindAbsence(), 'a recorded session with a Bitcoin node', () => {
  let node: BitcoinNode;
  let live: Transcript;
  const records: CaptureRecord[] = [];

  beforeAll(async () => {
    node = await startBitcoind();
    const peer = await dial({
      network,
      host: node.host,
      port: node.port,
      pingIntervalMs: 200,
      onPeer(each) {
        live = transcriptOf(each);
        record(each).subscribe((recorded) => records.push(recorded));
      },
    });
    const headers = await lastValueFrom(peer.request.headers([network.genesisHash]));
    expect(headers.length).toBeGreaterThan(100);
    const inv = soon(peer.on('inv'), 'inv');
    const [hash] = await node.mine(1);
    await inv;
    await lastValueFrom(peer.request.blocks([hash!]));
    const txInv = soon(peer.on('inv'), 'inv of a transaction');
    await node.spend();
    await peer.send({ command: 'getdata', items: (await txInv).items });
    await soon(peer.on('tx'), 'tx');
    await peer.send({ command: 'getdata', items: [{ type: InventoryType.block, hash: 'ab'.repeat(32) }] });
    await firstValueFrom(peer.request.ping());
    const pong = soon(peer.pings$, 'pong');
    await pong;
    peer.close();
  });

  afterAll(() => node?.stop());

  it.each(['run 1', 'run 2'])('replays in virtual time to the same streams, %s', () => {
    const time = new VirtualTime();
    const transcripts: Transcript[] = [];
    let isComplete = false;
    replay(records, { scheduler: time }).subscribe({
      next: (peer) => transcripts.push(transcriptOf(peer)),
      complete: () => (isComplete = true),
    });
    time.advance(records.at(-1)!.atMs - records[0]!.atMs + 1);
    expect(isComplete).toBe(true);
    expect(transcripts).toEqual([live]);
    for (const stream of ['messages$', 'pings$', 'exchanges$']) {
      expect(live.lines.some((line) => line.startsWith(stream))).toBe(true);
    }
  });
});
