import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { browserAbsence, openPage, startBrowser, type WatchedPage } from '../helpers/browser/browser.js';
import { peerRowOf, serveRows, type ServedRows } from '../helpers/browser/servedRows.js';
import { describeWith } from '../helpers/nodes/describeWith.js';

// cspell:ignore longtask tdur -- names of the browser

const COUNT = 1000;
/** A longer task delays what the user sees. */
const MAX_TASK_MS = 50;
const MAX_ATTEMPTS = 3;
/** The longest task of `drawCopies`, 119 to 127 ms, on a machine on which scrolling took tasks of up to 45 to 49 ms. */
const COPIES_MS = 125;

/** An event of a trace of Chromium: `tdur` is the processor time of its thread in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly tdur?: number;
  readonly args?: { readonly name?: string };
}

/** All rows, with other figures at each step. */
const rowsAt = (step: number) =>
  Array.from({ length: COUNT }, (_, i) =>
    peerRowOf(i + 1, {
      userAgent: `/Satoshi:${20 + (i % 9)}.0.0/`,
      roundTripsMs: Array.from({ length: 30 }, (__, j) => 20 + ((i * 7 + j * 13 + step) % 400)),
      receivedBytes: i * 1000 + step * 100,
      sentBytes: i * 100 + step * 10,
      lastReceived: { command: 'inv', atMs: Date.now() - (i % 50) },
    }),
  );

describeWith(browserAbsence(), 'the view of a thousand peers in a browser', () => {
  let browser: Browser;
  let served: ServedRows;
  let watched: WatchedPage;
  let page: Page;
  let steps: NodeJS.Timeout;

  beforeAll(async () => {
    browser = await startBrowser();
    let step = 0;
    served = await serveRows(rowsAt(step));
    steps = setInterval(() => {
      step += 1;
      served.peers = rowsAt(step);
    }, 1000);
    watched = await openPage(browser, `${served.url}peers`);
    page = watched.page;
    await page.locator('#peer tbody tr[data-key]').first().waitFor();
  });

  afterAll(async () => {
    clearInterval(steps);
    await browser?.close();
    served?.close();
  });

  /** Expects that no task of one of up to three attempts takes longer than the limit on this machine. */
  async function expectShortTasks(action: () => Promise<unknown>, what: string): Promise<void> {
    let longTasks: number[] = [];
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const limitMs = MAX_TASK_MS * (await slownessOfMachine());
      longTasks = (await tasksDuring(action, what)).filter((ms) => ms > limitMs);
      if (longTasks.length === 0) break;
    }
    expect(longTasks).toEqual([]);
  }

  /** 1 on the machine of COPIES_MS, or a faster one; 2 if drawing copies of the rows takes twice as long. */
  async function slownessOfMachine(): Promise<number> {
    const tasks = await tasksDuring(drawCopies, 'drawing copies');
    return Math.max(1, Math.max(...tasks) / COPIES_MS);
  }

  /** Draws plain copies of the visible rows in one task, several times. */
  function drawCopies(): Promise<void> {
    return page.locator('#peer tbody').evaluate(async (body) => {
      const area = document.createElement('table');
      for (let i = 0; i < 12; i++) {
        await new Promise(requestAnimationFrame);
        area.replaceChildren(body.cloneNode(true), body.cloneNode(true), body.cloneNode(true));
        document.body.append(area);
        area.getBoundingClientRect();
      }
      area.remove();
    });
  }

  /**
   * The processor time in milliseconds of each task of the page's main thread while `action` runs. Other processes that use the processor
   * make the time on the clock longer, which the entries of a PerformanceObserver have: those are printed.
   */
  async function tasksDuring(action: () => Promise<unknown>, what: string): Promise<number[]> {
    await page.evaluate(() => {
      const tasks: number[] = [];
      const observer = new PerformanceObserver((list) => {
        tasks.push(...list.getEntries().map(({ duration }) => duration));
      });
      observer.observe({ type: 'longtask' });
      Object.assign(globalThis, { observedTasks: tasks });
    });
    await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline', '__metadata'] });
    await action();
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
    const observed = await page.evaluate(() => (globalThis as unknown as { observedTasks: number[] }).observedTasks);
    const mains = traceEvents.filter(({ args, name }) => name === 'thread_name' && args?.name === 'CrRendererMain');
    const main = new Set(mains.map(({ pid, tid }) => `${pid} ${tid}`));
    const tasks = traceEvents
      .filter(({ name, pid, tdur, tid }) => /RunTask$/.test(name) && tdur !== undefined && main.has(`${pid} ${tid}`))
      .map(({ tdur }) => Math.round(tdur! / 100) / 10);
    expect(tasks.length).toBeGreaterThan(10);
    const clock = `${observed.length}, up to ${Math.max(0, ...observed)} ms`;
    process.stderr.write(`${what}: ${Math.max(...tasks)} ms at most; long tasks by the clock: ${clock}\n`);
    return tasks;
  }

  const updates = (count: number): Promise<unknown> =>
    page.evaluate(
      (wanted) =>
        new Promise<void>((resolve) => {
          const before = document.querySelector('.uptime')?.textContent;
          let seen = before;
          let changes = 0;
          const observer = new MutationObserver(() => {
            const now = document.querySelector('.uptime')?.textContent;
            if (now === seen) return;
            seen = now;
            changes += 1;
            if (changes < wanted) return;
            observer.disconnect();
            resolve();
          });
          observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        }),
      count,
    );

  it('draws only the visible rows', async () => {
    expect(await page.locator('#peer').getAttribute('aria-rowcount')).toBe(String(COUNT + 1));
    expect(await page.locator('#peer tbody tr').count()).toBeLessThan(80);
  });

  it(`scrolls from the first to the last row without a task above ${MAX_TASK_MS} ms`, async () => {
    const scroll = async (): Promise<void> => {
      await scrollThrough();
      await page.locator(`#peer tr[aria-rowindex="${COUNT + 1}"]`).waitFor();
    };
    await expectShortTasks(scroll, 'scrolling');
  });

  it(`shows five updates of all rows without a task above ${MAX_TASK_MS} ms`, async () => {
    await expectShortTasks(() => updates(5), 'five updates');
  });

  /** Scrolls by six rows per frame, from the top to the bottom. */
  function scrollThrough(): Promise<void> {
    return page.locator('.scroll').evaluate(
      (scroller) =>
        new Promise<void>((resolve) => {
          scroller.scrollTop = 0;
          const step = (): void => {
            scroller.scrollTop += 204;
            const isEnd = scroller.scrollTop + scroller.clientHeight >= scroller.scrollHeight - 1;
            if (isEnd) resolve();
            else requestAnimationFrame(step);
          };
          step();
        }),
    );
  }

  it('logged no error', () => expect(watched.errors).toEqual([]));
});
