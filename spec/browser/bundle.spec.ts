import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { bitcoin, type Message } from '../../lib/index.js';
import { browserAbsence, openPage, startBrowser } from '../helpers/browser/browser.js';
import { serveBundledPage, type BundledPage } from '../helpers/browser/bundledPage.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';

/** A page that uses the package: decodes a capture with rxpeer/wire, and chunk by chunk with an operator of rxpeer. */
const PROGRAM = `
  import { from, toArray, lastValueFrom } from 'rxjs';
  import { bitcoin, decodeMessages, toJson, VERSION } from 'rxpeer';
  import { decodeFrame, FrameDecoder } from 'rxpeer/wire';
  globalThis.readCapture = async (hex) => {
    const bytes = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
    const network = bitcoin.regtest;
    const decoder = new FrameDecoder(network);
    decoder.push(bytes);
    const byWire = [];
    for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) byWire.push(toJson(decodeFrame(frame, { network })));
    const chunks = Array.from({ length: Math.ceil(bytes.length / 7) }, (_, i) => bytes.subarray(i * 7, i * 7 + 7));
    const byOperators = await lastValueFrom(from(chunks).pipe(decodeMessages({ network }), toArray()));
    return { version: VERSION, byWire, byOperators: byOperators.map(toJson) };
  };
`;

interface Read {
  readonly version: string;
  readonly byWire: readonly { readonly command: string }[];
  readonly byOperators: readonly { readonly command: string }[];
}

describeWith(browserAbsence(), 'rxpeer and rxpeer/wire in a browser', () => {
  let browser: Browser;
  let served: BundledPage | undefined;

  beforeAll(async () => {
    browser = await startBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    served?.close();
  });

  it('decode a capture, in a bundle without modules for Node', async () => {
    served = await serveBundledPage(PROGRAM);
    const { inputs } = served;
    expect(inputs).toEqual(
      expect.arrayContaining([
        'dist/index.js',
        'dist/wire.js',
        'dist/fast/hexBatchPortable.js',
        'dist/fast/wholePacketPortable.js',
        'dist/crypto/keyExchangeNoble.js',
        'dist/crypto/sha256Noble.js',
      ]),
    );
    expect(
      inputs.filter((input) =>
        /(hexBatch|wholePacket|keyExchange|sha256)Node|transport\/tcp|^node:|\/ws\//.test(input),
      ),
    ).toEqual([]);
    const { page, errors } = await openPage(browser, `${served.origin}/`);
    const messages: Message[] = [
      versionMessage(),
      { command: 'verack' },
      { command: 'ping', nonce: 2n ** 64n - 1n },
      { command: 'inv', items: [{ type: 1, hash: 'ab'.repeat(32) }] },
    ];
    const bytes = bytesOf(messages, bitcoin.regtest);
    await page.waitForFunction(() => 'readCapture' in globalThis);
    const read = await page.evaluate(
      (hex) => (globalThis as unknown as { readCapture: (hex: string) => Promise<Read> }).readCapture(hex),
      Buffer.from(bytes).toString('hex'),
    );
    const manifest = createRequire(import.meta.url)(join(projectRoot, 'package.json')) as { version: string };
    expect(read.version).toBe(manifest.version);
    expect(read.byWire.map(({ command }) => command)).toEqual(['version', 'verack', 'ping', 'inv']);
    expect(read.byOperators).toEqual(read.byWire);
    expect(read.byWire[2]).toEqual({ command: 'ping', nonce: '18446744073709551615' });
    expect(errors).toEqual([]);
  });
});
