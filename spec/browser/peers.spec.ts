import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import type { EndedPeerRow } from '../../lib/dashboard/protocol/endedPeers.js';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { peerRowOf, serveRows, type ServedRows } from '../helpers/browser/servedRows.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { HOSTILE_AGENT } from '../helpers/samples.js';
import { layoutFaults } from './layout.js';

const ROWS = [
  peerRowOf(1, { userAgent: '/Satoshi:29.0.0/Knots:20250305/', transport: 1 }),
  peerRowOf(2, { roundTripsMs: [880, 900, 920] }),
  peerRowOf(3, { height: 799_000, transport: 1, direction: 'inbound' }),
  peerRowOf(4, { timeOffsetSeconds: 7200, faults: 12 }),
  peerRowOf(5, { height: 900_000, services: ['network'] }),
  peerRowOf(6, { lastReceived: { command: 'pong', atMs: Date.now() - 3_600_000 }, missed: 3 }),
  peerRowOf(7, { userAgent: HOSTILE_AGENT, address: '8.8.8.8:8333' }),
  peerRowOf(8, { userAgent: `/${'long'.repeat(60)}/`, services: Array.from({ length: 64 }, (_, i) => `bit ${i}`) }),
];

const ENDED: EndedPeerRow[] = [
  {
    number: 1,
    peer: 40,
    address: '30.1.0.1:8333',
    direction: 'outbound',
    wasReady: true,
    figures: {
      startedAtMs: Date.now() - 90_000,
      userAgent: '/gone:1.0/',
      services: [],
      receivedBytes: 1,
      receivedMessages: 1,
      sentBytes: 1,
      sentMessages: 1,
      faults: 0,
    },
    endedAtMs: Date.now() - 30_000,
    reason: {
      by: 'fault',
      blame: 'RemoteProtocolError',
      code: 'BAD_CHECKSUM',
      text: 'The remote violated the protocol or refused us: <b>checksum</b>.',
      isMisbehaviour: true,
    },
    avoided: { kind: 'discouraged', untilMs: Date.now() + 86_400_000 },
  },
  {
    number: 2,
    address: '30.2.0.1:8333',
    direction: 'inbound',
    wasReady: false,
    endedAtMs: Date.now() - 20_000,
    reason: { by: 'remote', blame: '', code: '', text: 'The remote closed the connection.', isMisbehaviour: false },
  },
];

describeWith(browserAbsence(), 'the view of peers in a browser', () => {
  let browser: Browser;
  let served: ServedRows;
  let watched: WatchedPage;
  let page: Page;

  beforeAll(async () => {
    browser = await startBrowser();
    served = await serveRows(ROWS, {
      disagreeing: [3, 5],
      tables: { ended: () => ENDED.map((row) => [row.number, row] as const) },
    });
    watched = await openPage(browser, `${served.url}peers`);
    page = watched.page;
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
  });

  beforeEach(() => open('peers'));

  /** Opens a view of the page by its URL, and waits for its table. */
  async function open(path: string): Promise<void> {
    await page.goto(served.url + path);
    await page.locator('#peer tbody tr[data-key], #ended tbody tr').first().waitFor();
  }

  const waitForIds = (expected: readonly number[]): Promise<unknown> =>
    page.waitForFunction(
      (text) =>
        [...document.querySelectorAll('#peer tbody tr[data-key]')].map((row) => row.getAttribute('data-key')).join() ===
        text,
      expected.join(),
    );
  const search = (text: string): Promise<void> => page.locator('#peer-search').fill(text);

  it('finds peers by fields, words and flags, and keeps the search in the URL', async () => {
    for (const [text, expected] of [
      ['agent:knots', [1]],
      ['transport:v1', [1, 3]],
      ['transport:v1 -direction:inbound', [1]],
      ['rtt>300', [2]],
      ['height<800000', [3]],
      ['service:witness -knots is:outlier', [2, 3, 4, 6]],
      ['is:slow', [2]],
      ['missed>=3', [6]],
      ['"(ALERT(1)" ', []],
      ['ALERT(1)', [7]],
      ['8.8.8', [7]],
    ] as const) {
      await search(text);
      await waitForIds(expected);
      expect(await page.locator('#peer-count').innerText()).toBe(`${expected.length} of 8 peers`);
    }
    await search('is:old');
    await page.reload();
    await waitForIds([3]);
    expect(await page.locator('#peer-search').inputValue()).toBe('is:old');
    await search('nothing like this');
    await page.locator('.empty', { hasText: 'No peer matches the search.' }).waitFor();
  });

  it('says what is wrong with a search, and goes on with the rest of it', async () => {
    await search('agent:knots colour:red');
    await waitForIds([1]);
    expect(await page.locator('#peer-search-errors').innerText()).toMatch(/no field “colour”.*agent, address/);
    expect(await page.locator('#peer-search').getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('Help for the search').click();
    expect(await page.locator('.search-help').innerText()).toContain('the latest round trip');
  });

  it('marks unusual peers with the reason, and filters by chips with their numbers', async () => {
    const marks = await page
      .locator('#peer .mark')
      .evaluateAll((tags) =>
        tags.map((tag) => `${tag.closest('tr')!.dataset['key']} ${tag.getAttribute('data-kind')}`),
      );
    expect(marks).toEqual(['2 slow', '3 old', '4 clock', '4 faulty', '5 height', '6 silent']);
    expect(await page.locator('tr[data-key="2"] .mark').getAttribute('title')).toMatch(/round trip of 900 ms/);
    const chips = page.getByRole('group', { name: 'Quick filters' }).getByRole('button');
    expect(await chips.allInnerTexts()).toEqual([
      '1 slow',
      '1 clock',
      '1 faults',
      '1 silent',
      '1 old',
      '1 too high',
      '2 disagree on the height',
    ]);
    await page.getByRole('button', { name: '2 disagree on the height' }).click();
    await waitForIds([3, 5]);
    expect(await page.locator('#peer-search').inputValue()).toBe('is:disagree');
    await page.getByRole('button', { name: '2 disagree on the height' }).click();
    await waitForIds([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('sorts by any column, both ways, by mouse and by keyboard', async () => {
    const height = page.locator('#peer thead').getByRole('button', { name: 'Height' });
    await height.click();
    await waitForIds([5, 1, 2, 4, 6, 7, 8, 3]);
    await page.locator('#peer th[aria-sort="descending"]', { hasText: 'Height' }).waitFor();
    await height.press('Enter');
    await waitForIds([3, 1, 2, 4, 6, 7, 8, 5]);
    await page.reload();
    await waitForIds([3, 1, 2, 4, 6, 7, 8, 5]);
  });

  it('groups by each kind with numbers and sums, and closes groups, in the URL', async () => {
    await page.locator('#peer-group').selectOption('transport');
    const heads = page.locator('#peer tr.group');
    await heads.nth(1).waitFor();
    expect(await heads.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-group')))).toEqual(['v2', 'v1']);
    expect(await heads.first().innerText()).toMatch(/v2 6[\s\S]*median[\s\S]*32.0 kB/);
    await page.getByRole('button', { name: /^v2 6/ }).click();
    await waitForIds([1, 3]);
    await page.reload();
    await waitForIds([1, 3]);
    expect(await page.getByRole('button', { name: /^v2 6/ }).getAttribute('aria-expanded')).toBe('false');
    await page.locator('#peer-group').selectOption('service');
    await page.locator('#peer tr.group[data-group="network"]').waitFor();
    expect(await page.locator('#peer tr.group[data-group="network"]').innerText()).toContain('network 7');
  });

  it('keeps pinned peers above the others, on all views', async () => {
    await page.getByRole('button', { name: 'Pin 8.8.8.8:8333' }).click();
    await waitForIds([7, 1, 2, 3, 4, 5, 6, 8]);
    await page.getByRole('link', { name: 'Faults' }).click();
    await page.waitForURL(/faults\?pins=7$/);
    await page.goBack();
    await waitForIds([7, 1, 2, 3, 4, 5, 6, 8]);
    await page.getByRole('button', { name: 'Pin 8.8.8.8:8333' }).click();
    await waitForIds([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('is used by keyboard: / searches, j and k choose, Enter opens', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('is:slow');
    await waitForIds([2]);
    await page.keyboard.press('Escape');
    await search('');
    await page.locator('#peer-search').press('Escape');
    await waitForIds([1, 2, 3, 4, 5, 6, 7, 8]);
    for (const key of ['j', 'j', 'j', 'k']) await page.keyboard.press(key);
    await page.locator('#peer tr[data-key="2"][aria-current="true"]').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(/peer\?id=2/);
    await page.getByRole('heading', { name: '20.0.2.1:8333' }).waitFor();
    await page.keyboard.press('k');
    await page.getByRole('heading', { name: '20.0.1.1:8333' }).waitFor();
  });

  it('shows all columns that the user chooses, and saves the found rows', async () => {
    await open('peers?peer-columns=peer%20features%20version%20group%20services&q=agent:knots');
    expect(await page.locator('#peer thead th').allInnerTexts()).toEqual([
      'Peer',
      'Services',
      'Version',
      'Features',
      'Network group',
    ]);
    await page.locator('summary', { hasText: 'Save' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV' }).click();
    const stream = await (await download).createReadStream();
    let csv = '';
    for await (const chunk of stream) csv += String(chunk);
    expect(csv.split('\r\n').slice(0, 2)).toEqual([
      'peer,services,version,features,group',
      '20.0.1.1:8333,network witness,70016,witness addrv2,20.0.0.0/16',
    ]);
  });

  it('lists ended connections with the reason, and finds them by it', async () => {
    await page.getByRole('link', { name: /^Ended/ }).click();
    const rows = page.locator('#ended tbody tr');
    await rows.nth(1).waitFor();
    expect(await rows.first().innerText()).toContain('The remote closed the connection.');
    await search('reason:checksum');
    await page.waitForFunction(() => document.querySelectorAll('#ended tbody tr').length === 1);
    expect(await rows.first().innerText()).toMatch(/an error[\s\S]*<b>checksum<\/b>[\s\S]*discouraged until/);
    expect(await page.locator('#ended b').count()).toBe(0);
  });

  it('shows the texts of remotes as plain text', async () => {
    const agent = page.locator('tr[data-key="7"] .agent');
    expect(await agent.textContent()).toBe(HOSTILE_AGENT);
    expect(await page.locator('#peer img, #peer script').count()).toBe(0);
    expect(await page.title()).not.toContain('owned');
  });

  it.each([400, 800, 1280, 1920])('fits at a width of %i pixels', async (width) => {
    await page.setViewportSize({ width, height: 900 });
    for (const path of ['peers', 'peers?group=agent', 'peers?ended=1']) {
      await open(path);
      expect([path, await layoutFaults(page)]).toEqual([path, []]);
    }
    await page.setViewportSize({ width: 1920, height: 1080 });
  });

  it('logged no error, and requested nothing from other origins', () => {
    expect(watched.errors).toEqual([]);
    expect(watched.foreignRequests).toEqual([]);
  });
});
