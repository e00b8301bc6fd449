import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { timer } from 'rxjs';
import { bitcoin, encodeMessage, InventoryType, toHex } from '../../lib/index.js';
import { UsageError } from '../../lib/cli/arguments.js';
import { parseCommandLine } from '../../lib/cli/commandLine.js';
import { startReceiver } from '../broadcast/receivers.js';
import { TRANSACTION, TXID } from '../broadcast/virtualBroadcast.js';
import { runProgram, type RunOptions } from '../helpers/cli/runProgram.js';

const network = bitcoin.regtest;
const bytes = encodeMessage({ command: 'tx', transaction: TRANSACTION }, { network }).slice(24);
const hex = toHex(bytes);
const folder = mkdtempSync(join(tmpdir(), 'rxpeer-broadcast-'));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (line: string, options?: RunOptions) =>
  runProgram(`broadcast ${line} --network bitcoin.regtest`.split(' '), options);

describe('rxpeer broadcast', () => {
  it('prints the progress on stderr, outcomes and the result on stdout', async () => {
    const { address, received } = await startReceiver();
    const { code, out, err } = await run(`${hex} ${address}`);
    expect(code).toBe(0);
    expect(out).toEqual([
      expect.stringMatching(new RegExp(`^delivered ${address} in \\d+\\.\\d\\d s$`)),
      `txid ${TXID}: 1 copy`,
    ]);
    const stages = ['connecting', 'handshaking', 'announced', 'sent'];
    expect(err).toBe(stages.map((stage) => `rxpeer: ${address}: ${stage}\n`).join(''));
    expect(received[0]![3]).toEqual({ command: 'tx', transaction: TRANSACTION });
  });

  it.each([
    ['hex digits with white space around them', ` \n${hex}\r\n`],
    ['bytes', bytes],
  ])('reads a file and standard input with %s', async (_, content) => {
    const { address, received } = await startReceiver();
    const path = join(folder, 'transaction');
    writeFileSync(path, content);
    expect((await run(`${path} ${address}`)).code).toBe(0);
    expect((await run(`- ${address}`, { input: content })).code).toBe(0);
    expect(received.map((messages) => messages[3])).toEqual(
      [1, 2].map(() => ({ command: 'tx', transaction: TRANSACTION })),
    );
  });

  it('exits with status 1 if too few nodes receive it, and prints why', async () => {
    const { address } = await startReceiver();
    const { code, out, err } = await run(`${hex} ${address} 127.0.0.1:1`);
    expect([code, out.length]).toEqual([1, 2]);
    expect(out).toContainEqual(
      expect.stringMatching(/^failedToConnect 127\.0\.0\.1:1 after \d\.\d\d s: no connection/),
    );
    expect(err).toMatch(/\nrxpeer: 1 of 2 copies delivered, and no address is left: 1 failedToConnect\n$/);
  });

  it('waits for the echo of another node', async () => {
    const [target, other] = [await startReceiver(), await startReceiver()];
    const item = { type: InventoryType.transaction, hash: TXID };
    const announcing = timer(0, 20).subscribe(() => {
      if (target.peers.length > 0) other.peers.forEach((peer) => void peer.send({ command: 'inv', items: [item] }));
    });
    const { code, out, err } = await run(`${hex} ${target.address} --echo ${other.address}`);
    announcing.unsubscribe();
    expect(code).toBe(0);
    expect(out.at(-1)).toMatch(
      new RegExp(`^txid ${TXID}: [01] cop(y|ies), echo of ${other.address} after \\d+\\.\\d\\d s$`),
    );
    expect(err).toContain(`rxpeer: ${other.address}: waiting for the echo\n`);
  });

  it('sends nothing if no node of --echo can be reached', async () => {
    const { address, received } = await startReceiver();
    const { code, out, err } = await run(`${hex} ${address} --echo 127.0.0.1:1`);
    expect([code, out, received]).toEqual([1, [], []]);
    expect(err).toMatch(/no connection to 127\.0\.0\.1:1.*\nrxpeer: no node of --echo can be reached\n$/);
  });

  it('exits with status 1 if it is stopped', async () => {
    const { address } = await startReceiver({ requests: false });
    const { code, err } = await run(`${hex} ${address}`, { until: (_, text) => text.includes('announced') });
    expect(code).toBe(1);
    expect(err).toMatch(/\nrxpeer: stopped before the broadcast was complete: .*\n$/);
  });

  it.each([
    ['a file that does not exist', `${folder}/none`, 1, /^rxpeer: cannot read .*ENOENT/],
    ['a folder', folder, 1, /^rxpeer: cannot read /],
    ['hex digits that are no transaction', 'ab'.repeat(60), 2, /^rxpeer: transaction: a transaction, its bytes or/],
  ])('refuses %s', async (_, argument, code, error) => {
    const result = await run(`${argument} 127.0.0.1:1`);
    expect([result.code, result.out]).toEqual([code, []]);
    expect(result.err).toMatch(error);
  });

  it.each([
    ['nothing', new Uint8Array(0), /standard input is empty/],
    ['more than two hex digits for each byte of a message', new Uint8Array(8_001_025), /more than 8001024 bytes/],
  ])('refuses a standard input with %s', async (_, input, error) => {
    const { code, err } = await run('- 127.0.0.1:1', { input });
    expect(code).toBe(1);
    expect(err).toMatch(error);
  });
});

describe('the arguments of rxpeer broadcast', () => {
  const read = (line: string) => parseCommandLine(`broadcast ${line}`.split(' '));

  it('have defaults: the DNS seeds of mainnet', () => {
    expect(read('tx')).toEqual({
      ...{ kind: 'broadcast', network: bitcoin.mainnet, transaction: 'tx', addresses: bitcoin.mainnet.dnsSeeds },
      ...{ areSeeds: true, echo: [], proxy: undefined, copies: undefined, timeoutMs: undefined },
    });
  });

  it('are parsed', () => {
    const line = '- a [::1] a:8333 --proxy socks5://127.0.0.1:9050 --copies 2 --timeout 1.5 --echo b --echo c:1';
    expect(read(line)).toMatchObject({
      ...{ transaction: '-', addresses: ['a:8333', '[::1]:8333'], areSeeds: false, copies: 2, timeoutMs: 1500 },
      ...{
        proxy: 'socks5://127.0.0.1:9050',
        echo: [
          { host: 'b', port: 8333 },
          { host: 'c', port: 1 },
        ],
      },
    });
  });

  it.each([
    ['--network bitcoin.regtest', /^missing transaction/],
    ['tx --network bitcoin.regtest', /^missing HOST.*bitcoin\.regtest has no DNS seeds/],
    ['tx a b --copies 3', /^--copies: .* there are 2 different nodes, got 3$/],
    ['tx a --copies 0', /^--copies: expected a whole number from 1 to 100/],
    ['tx a --timeout 0', /^--timeout: .*seconds/],
    ['tx a --timeout 21474836481', /^--timeout: .*seconds/],
    ['tx a --echo b:0', /^invalid HOST/],
    ['tx a --json', /^unknown option "--json"/],
  ])('%s are refused', (line, message) => {
    expect(() => read(line)).toThrow(UsageError);
    expect(() => read(line)).toThrow(message);
  });
});
