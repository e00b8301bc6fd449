import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { browserAbsence, openPage, startBrowser } from '../helpers/browser/browser.js';
import { serveBundledPage, type BundledPage } from '../helpers/browser/bundledPage.js';
import { describeWith } from '../helpers/nodes/describeWith.js';

/** A page that connects to a simulated node in real time, synchronises headers in two requests, and receives a block and a transaction. */
const NODE = `
  import { filter, firstValueFrom, switchMap } from 'rxjs';
  import { bitcoin, blockHash, connectOver, InventoryType } from 'rxpeer';
  import { simulateNode } from 'rxpeer/simulator';
  const network = bitcoin.regtest;
  const begunMs = performance.now();
  simulateNode({ initialBlocks: 2100 }).subscribe(async (node) => {
    const chainMs = performance.now() - begunMs;
    connectOver(node.dial(), { network }).subscribe(async (peer) => {
      const announced = (hash) => firstValueFrom(peer.on('inv').pipe(filter(({ items }) => items.some((item) => item.hash === hash))));
      const counts = [];
      let tip = network.genesisHash;
      for (let headers; headers?.length !== 0; ) {
        headers = await firstValueFrom(peer.request.headers([tip]));
        counts.push(headers.length);
        if (headers.length > 0) tip = blockHash(headers.at(-1));
      }
      const isSynchronised = tip === node.tip().hash;
      const { wtxid } = await inTurn(() => node.relay(), ({ wtxid }) => announced(wtxid));
      const transaction = await firstValueFrom(peer.request.transactions([wtxid], { by: 'wtxid' }));
      const mined = await inTurn(() => node.mine(), ({ hash }) => announced(hash));
      const block = await firstValueFrom(peer.request.blocks([mined.hash]));
      document.title = JSON.stringify({
        counts, isSynchronised, transaction: transaction.found, transactions: block.block.transactions.length,
        height: mined.height, transport: peer.transport.version, agent: peer.remote.userAgent, chainMs,
      });
      async function inTurn(act, wait) {
        const added = act();
        await wait(added);
        return added;
      }
    });
  });
`;

/** A page that runs a network of eight nodes and our peers for ten minutes of virtual time. */
const NETWORK = `
  import { bitcoin, connectOver, memorySockets } from 'rxpeer';
  import { VirtualTime } from 'rxpeer/marbles';
  import { simulateNetwork } from 'rxpeer/simulator';
  const scheduler = new VirtualTime({ startMs: Date.UTC(2026, 0, 1) });
  const sockets = memorySockets({ scheduler });
  const announcedBy = new Set();
  let network;
  simulateNetwork({ sockets, scheduler, seed: 7 }).subscribe((each) => (network ??= each));
  scheduler.advance(1);
  for (const { dial, profile } of network.nodes) {
    connectOver(dial(), { network: bitcoin.regtest, scheduler }).subscribe({
      next: (peer) => peer.on('inv').subscribe(() => announcedBy.add(profile.role)),
      error: () => undefined,
    });
  }
  scheduler.advance(600_000);
  document.title = JSON.stringify([network.chain.tip().height, [...announcedBy].sort()]);
`;

/** A page that runs a marble test that holds, and one that does not. */
const MARBLES = `
  import { answerPings } from 'rxpeer';
  import { protocolMarbles } from 'rxpeer/marbles';
  const run = (sent) => {
    try {
      protocolMarbles((m) => {
        m.expectSent(m.converse(answerPings(), m.received('--p----P--|')), sent);
      });
      return 'holds';
    } catch (error) {
      return error.name + '\\n' + error.message;
    }
  };
  document.title = JSON.stringify([run('                --q----Q--|'), run('--q-------|')]);
`;

describeWith(browserAbsence(), 'rxpeer/simulator and rxpeer/marbles in a browser', () => {
  let browser: Browser;
  let served: BundledPage | undefined;

  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterEach(() => served?.close());
  afterAll(() => browser?.close());

  /** The value that the script writes into the title of the page, as JSON. */
  async function resultOf(script: string): Promise<unknown> {
    served = await serveBundledPage(script);
    expect(served.inputs.filter((input) => /^node:|transport\/tcp|transport\/socketsNode|\/ws\//.test(input))).toEqual(
      [],
    );
    const { page, errors } = await openPage(browser, `${served.origin}/`);
    await page.waitForFunction(() => document.title !== '');
    expect(errors).toEqual([]);
    return JSON.parse(await page.title());
  }

  it('connect to a simulated node by v2, synchronise headers, receive a transaction and a block', async () => {
    const result = (await resultOf(NODE)) as { chainMs: number };
    expect(result).toEqual({
      counts: [2000, 100, 0],
      isSynchronised: true,
      transaction: true,
      transactions: 2,
      height: 2101,
      transport: 2,
      agent: expect.stringMatching(/^\/rxpeer:.*\/simulator:/),
      chainMs: expect.any(Number),
    });
  });

  it('run a network in virtual time, all of whose nodes announce', async () => {
    expect(await resultOf(NETWORK)).toEqual([50, ['leaver', 'liar', 'miner', 'relay', 'silent', 'slow']]);
  });

  it('run marble tests, and explain the difference', async () => {
    const [held, failed] = (await resultOf(MARBLES)) as [string, string];
    expect(held).toBe('holds');
    expect(failed).toMatch(/^MarbleMismatch\n/);
    expect(failed).toContain('--q----Q--|');
  });
});
