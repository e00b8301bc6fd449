import { describe, expect, it } from '@jest/globals';
import { filter, firstValueFrom, ReplaySubject, Subscription } from 'rxjs';
import { bitcoin, createPeer, type BlockMessage, type Peer, type ReadyPeer } from '../../lib/index.js';
import { simulateNode, type SimulatedNode } from '../../lib/simulator.js';
import { interceptingDial, type Intercepted } from '../helpers/bridge/interceptor.js';
import { startBridge } from '../helpers/bridge/startBridge.js';
import { tappedDial, type Tapped } from '../helpers/bridge/tap.js';
import { soon } from '../helpers/nodes/soon.js';
import { afterTest } from '../helpers/tcp.js';

const network = bitcoin.regtest;
const BLOCKS = 2000;

/**
 * The 1 - 10^-9 quantile of the chi-square distribution with 255 degrees of freedom, by the cube-root approximation with the normal quantile 5.998: of
 * 10^9 tests of random bytes one exceeds it, so the spec fails by chance once in 5 * 10^8 runs (two tests in each). The keys are random in each run.
 */
const MAX_CHI_SQUARE = 255 * (1 - 2 / (9 * 255) + 5.998 * Math.sqrt(2 / (9 * 255))) ** 3;

/** How far the frequencies of the 256 values of a byte are from equal. Random bytes give about 255. */
function chiSquare(bytes: Uint8Array): number {
  const counts = new Float64Array(256);
  for (const byte of bytes) counts[byte]! += 1;
  const expected = bytes.length / 256;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

/** The number of times that a text of bytes occurs. */
function occurrences(bytes: Uint8Array, sought: Uint8Array): number {
  const buffer = Buffer.from(bytes);
  let count = 0;
  for (let at = buffer.indexOf(sought); at !== -1; at = buffer.indexOf(sought, at + 1)) count += 1;
  return count;
}

interface Session {
  readonly page: Peer;
  readonly node: ReadyPeer;
}

/** A peer as a page has it, and that of the node, after the page has received all headers and has sent as much itself. */
async function exchange(transport: 'v1' | 'v2', dial: Parameters<typeof startBridge>[1]): Promise<Session> {
  const nodePeer$ = new ReplaySubject<ReadyPeer>(1);
  const simulated$ = new ReplaySubject<SimulatedNode>(1);
  afterTest(
    simulateNode({ initialBlocks: BLOCKS }).subscribe((node) => {
      node.peers$.subscribe(nodePeer$);
      simulated$.next(node);
    }),
  );
  const simulated = await soon(simulated$, 'simulated node');
  const bridge = await startBridge([simulated.port], dial);
  const page = createPeer(bridge.duplexTo(simulated.port), { network, transport });
  afterTest(new Subscription(() => page.close()));
  const ready = soon(page.status$.pipe(filter((status) => status === 'ready')), 'handshake');
  page.start();
  await ready;
  const headers = await firstValueFrom(page.request.headers([network.genesisHash]));
  expect(headers).toHaveLength(BLOCKS);
  const block: BlockMessage['block'] = { header: headers[0]!, transactions: [LARGE_TRANSACTION] };
  expect(await page.send({ command: 'block', block })).toBe(true);
  const node = await soon(nodePeer$, 'peer of the node');
  await firstValueFrom(page.request.ping());
  return { page, node };
}

/** 150 KB, all zeros: what is not encrypted is far from random. */
const LARGE_TRANSACTION: BlockMessage['block']['transactions'][number] = {
  version: 2,
  inputs: [
    {
      previousOutput: { hash: '00'.repeat(32), index: 0xffff_ffff },
      script: new Uint8Array(4),
      sequence: 0,
      witness: [],
    },
  ],
  outputs: [{ value: 0n, script: new Uint8Array(150_000) }],
  lockTime: 0,
};

const newTap = (): Tapped => ({ toNode: [], toPage: [] });
const joined = (chunks: readonly Uint8Array[]): Uint8Array => Buffer.concat(chunks);
const MAGIC = Buffer.from('fabfb5da', 'hex');
const VERSION_COMMAND = Buffer.from('version\0\0\0\0\0');

describe('what passes through a bridge', () => {
  it('by transport v2 is indistinguishable from random bytes, and both ends have one session id', async () => {
    const tapped = newTap();
    const { page, node } = await exchange('v2', { dial: tappedDial(tapped) });
    for (const bytes of [joined(tapped.toNode), joined(tapped.toPage)]) {
      expect(bytes.length).toBeGreaterThan(140_000);
      expect(chiSquare(bytes)).toBeLessThan(MAX_CHI_SQUARE);
      // By chance four bytes occur in 170 KB once in 25,000 runs, and twice once in 10^9.
      expect(occurrences(bytes, MAGIC)).toBeLessThanOrEqual(1);
      expect(occurrences(bytes, VERSION_COMMAND)).toBe(0);
    }
    expect(page.transport).toMatchObject({ version: 2, sessionId: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(page.transport).toEqual(node.transport);
  });

  it('by transport v1 is readable: the same tests find it', async () => {
    const tapped = newTap();
    await exchange('v1', { dial: tappedDial(tapped) });
    for (const bytes of [joined(tapped.toNode), joined(tapped.toPage)]) {
      expect(chiSquare(bytes)).toBeGreaterThan(10 * MAX_CHI_SQUARE);
      expect(occurrences(bytes, MAGIC)).toBeGreaterThanOrEqual(3);
      expect(occurrences(bytes, VERSION_COMMAND)).toBe(1);
    }
  });

  it('can be intercepted by a bridge that ends v2 on both sides, which shows in different session ids', async () => {
    const intercepted: Intercepted = { commands: [] };
    const { page, node } = await exchange('v2', { dial: interceptingDial(intercepted) });
    expect(intercepted.commands).toEqual(
      expect.arrayContaining(['version', 'verack', 'getheaders', 'headers', 'block']),
    );
    expect([page.transport?.version, node.transport?.version]).toEqual([2, 2]);
    expect(page.transport?.sessionId).not.toBe(node.transport?.sessionId);
  });
});
