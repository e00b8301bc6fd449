import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { map, ReplaySubject, Subscription } from 'rxjs';
import type { ReadyPeer } from '../../lib/index.js';
import type { WebSocketConstructor } from '../../lib/browser.js';
import { simulateNode, type SimulatedNode } from '../../lib/simulator.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { serveBundledPage, type BundledPage } from '../helpers/browser/bundledPage.js';
import { bitcoindAbsence, startBitcoind } from '../helpers/nodes/bitcoind.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { soon } from '../helpers/nodes/soon.js';
import { freePort } from '../../scripts/freePort.mjs';

/** A page that connects to the URL after its #, by v2, and shows the session id and the headers. */
const PAGE = `
  import { firstValueFrom } from 'rxjs';
  import { bitcoin, createPeer } from 'rxpeer';
  import { webSocketDuplex } from 'rxpeer/browser';
  const show = (id, text) => (document.getElementById(id).textContent = text);
  const network = bitcoin.regtest;
  const peer = createPeer(webSocketDuplex(location.hash.slice(1)), { network, transport: 'v2' });
  peer.closed$.subscribe(({ by, error }) => show('closed', by + ' ' + (error?.code ?? '') + ' ' + (error?.message ?? '')));
  peer.status$.subscribe(async (status) => {
    show('status', status);
    if (status !== 'ready') return;
    show('agent', peer.remote.userAgent);
    show('session', peer.transport.sessionId);
    const headers = await firstValueFrom(peer.request.headers([network.genesisHash]));
    show('headers', String(headers.length));
  });
  peer.start();
  globalThis.closePeer = () => peer.close();
`;

const BODY = ['status', 'agent', 'session', 'headers', 'closed'].map((id) => `<p id="${id}"></p>`).join('\n');

/** The types of the WebSocket of browsers fit the option `webSocket`. */
export const browserWebSocket = (): WebSocketConstructor => WebSocket;

const realAbsence = await bitcoindAbsence();

describeWith(browserAbsence(), 'a page in a browser, through rxpeer bridge', () => {
  let browser: Browser;
  let served: BundledPage | undefined;
  let origin: string;
  const programs: Program[] = [];
  const simulations = new Subscription();

  beforeAll(async () => {
    served = await serveBundledPage(PAGE, BODY);
    expect(served.inputs).toContain('dist/transport/webSocket.js');
    expect(served.inputs.filter((input) => /^node:|\/ws\/|dist\/bridge|transport\/tcp/.test(input))).toEqual([]);
    origin = served.origin;
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    await Promise.all(programs.map((program) => program.kill()));
    simulations.unsubscribe();
    served?.close();
  });

  /** Starts the program; resolves to the URL for the only node. */
  async function startBridge(target: string, origins = origin): Promise<string> {
    const program = startProgram([
      'dist/cli/rxpeer.js',
      'bridge',
      '--allow',
      target,
      '--listen',
      '0',
      '--origin',
      origins,
    ]);
    programs.push(program);
    return (await program.line(/^ {2}ws:/)).trim();
  }

  const openTab = (url: string): Promise<WatchedPage> => openPage(browser, `${origin}/#${url}`);

  async function textOf({ page }: WatchedPage, id: string): Promise<string> {
    await page.waitForFunction((each) => document.getElementById(each)?.textContent !== '', id);
    return page.locator(`#${id}`).innerText();
  }

  it('completes the handshake by v2 with a simulated node, receives headers, and shows the session id of the node', async () => {
    const node$ = new ReplaySubject<SimulatedNode>(1);
    const peer$ = new ReplaySubject<ReadyPeer>(1);
    simulations.add(
      simulateNode({ initialBlocks: 30 }).subscribe((node) => {
        node.peers$.subscribe(peer$);
        node$.next(node);
      }),
    );
    const { host, port } = await soon(node$, 'simulated node');
    const tab = await openTab(await startBridge(`${host}:${port}`));
    expect(await textOf(tab, 'headers')).toBe('30');
    const peer = await soon(peer$, 'peer of the node');
    expect(await textOf(tab, 'session')).toMatch(/^[0-9a-f]{64}$/);
    expect(await textOf(tab, 'session')).toBe(peer.transport?.sessionId);
    expect(tab.errors).toEqual([]);
    await tab.page.close();
    // The bridge closes the node's side when the tab is closed.
    expect(await soon(peer.closed$.pipe(map(({ by }) => by)), 'end at the node')).toBe('remote');
  });

  it('learns why the bridge has no connection to the node', async () => {
    const port = await freePort();
    const tab = await openTab(await startBridge(`127.0.0.1:${port}`));
    expect(await textOf(tab, 'closed')).toBe(`fault CONNECT_FAILED no connection to 127.0.0.1:${port}: ECONNREFUSED`);
  });

  it('cannot use a bridge for another origin, nor reach another node', async () => {
    const url = await startBridge('127.0.0.1:9', 'http://localhost:1');
    const foreign = await openTab(url);
    expect(await textOf(foreign, 'closed')).toMatch(/^fault CONNECT_FAILED .*refuses the origin of the page/);
    const other = await openTab((await startBridge('127.0.0.1:9')).replace(/:9$/, ':10'));
    expect(await textOf(other, 'closed')).toMatch(/^fault CONNECT_FAILED no connection to 127.0.0.1:10/);
    // A person who opens the URL, as the error says, sees the reason.
    const answer = await fetch(url.replace('ws:', 'http:').replace(/:9$/, ':10'));
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('127.0.0.1:10 is not in the list'),
    ]);
  });

  (realAbsence === undefined ? it : it.skip)(
    `handshakes with a Bitcoin node${realAbsence === undefined ? '' : ` (skipped: ${realAbsence})`}`,
    async () => {
      const node = await startBitcoind();
      try {
        const tab = await openTab(await startBridge(`${node.host}:${node.port}`));
        expect(await textOf(tab, 'headers')).toBe('101');
        const [peer] = await node.rpc<{ transport_protocol_type: string; session_id: string }[]>('getpeerinfo');
        const { subversion } = await node.rpc<{ subversion: string }>('getnetworkinfo');
        expect(peer).toMatchObject({ transport_protocol_type: 'v2', session_id: await textOf(tab, 'session') });
        expect([await textOf(tab, 'agent'), tab.errors]).toEqual([subversion, []]);
      } finally {
        await node.stop();
      }
    },
  );
});
