import { startChromium } from '../chromium.mjs';

/** Opens the page in Chromium. Resolves to the global variable `result` that the page sets, or to its first error if it sets none in time. */
export async function openPage(url, { timeoutMs }) {
  const browser = await startChromium();
  try {
    const page = await browser.newPage();
    const failed = new Promise((resolve) => page.on('pageerror', ({ message }) => resolve(`error: ${message}`)));
    await page.goto(url);
    const result = page
      .waitForFunction(() => globalThis.result, undefined, { timeout: timeoutMs })
      .then(
        (handle) => handle.jsonValue(),
        (error) => error.message,
      );
    return await Promise.race([failed, result]);
  } finally {
    await browser.close();
  }
}
