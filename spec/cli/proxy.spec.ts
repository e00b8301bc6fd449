import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parseCommandLine } from '../../lib/cli/commandLine.js';
import { poolOptions } from '../../lib/cli/poolOptions.js';
import { UsageError } from '../../lib/cli/arguments.js';
import { bitcoin } from '../../lib/index.js';
import { simulateNode } from '../../lib/simulator.js';
import { runProgram } from '../helpers/cli/runProgram.js';
import { refuseDns } from '../helpers/noDns.js';
import { bytes, forwardingProxy, scriptedProxy } from '../helpers/socksProxy.js';
import { afterTest, forwardFrom } from '../helpers/tcp.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const ONION = 'pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion';

/** The port of a simulated node on regtest, until the end of the test. */
async function simulated(): Promise<number> {
  const port = new Promise<number>((resolve, reject) => {
    const onNode = ({ port: its }: { port: number }): void => resolve(its);
    afterTest(simulateNode({ transactionIntervalMs: 50 }).subscribe({ next: onNode, error: reject }));
  });
  return port;
}

const parsed = (line: string): unknown => parseCommandLine(line.split(' '));

describe('rxpeer watch --proxy', () => {
  refuseDns();

  it('watches an onion service through the proxy', async () => {
    const port = await simulated();
    const proxy = await forwardingProxy(() => port);
    const { code, out } = await runProgram(
      ['watch', ONION, '--network', 'bitcoin.regtest', '--proxy', proxy.url, '--count', '2', '--no-color'],
      {},
    );
    expect(code).toBe(0);
    expect(out.filter((line) => line.includes('version'))[0]).toContain(`${ONION}:18444`);
    expect(proxy.requested).toEqual([`${ONION}:18444`]);
  });

  it('records through the proxy', async () => {
    const port = await simulated();
    const proxy = await forwardingProxy(() => port);
    const file = join(temporaryFolder(), 'session.rxcap');
    const { code } = await runProgram(
      ['record', 'node.example', '--network', 'bitcoin.regtest', '--proxy', proxy.url, '-o', file, '--for', '0.3'],
      {},
    );
    expect(code).toBe(0);
    expect(proxy.requested).toEqual(['node.example:18444']);
  });

  it('prints why the proxy refused', async () => {
    const { url } = await scriptedProxy([bytes(5, 0), bytes(5, 0xf0)]);
    const { code, err } = await runProgram(['watch', ONION, '--proxy', url], {});
    expect(code).toBe(1);
    expect(err).toContain(
      `no connection to ${ONION}:8333: the proxy ${url.slice(9)} cannot find the descriptor of the onion service (SOCKS5 reply 240)`,
    );
  });

  it('watches a node at a Unix socket', async () => {
    const port = await simulated();
    const path = join(temporaryFolder(), 'node');
    await forwardFrom(path, port);
    const { code, out } = await runProgram(
      ['watch', `unix:${path}`, '--network', 'bitcoin.regtest', '--count', '2', '--no-color'],
      {},
    );
    expect(code).toBe(0);
    expect(out.join('\n')).toContain(`unix:${path}`);
  });
});

describe('--proxy', () => {
  it.each(['watch h', 'record h -o x', 'dashboard', 'dashboard h'])('is parsed by %s', (line) => {
    expect(parsed(`${line} --proxy socks5://u:p@h:1`)).toMatchObject({ proxy: 'socks5://u:p@h:1' });
    expect(parsed(`${line} --proxy unix:/run/tor/socks`)).toMatchObject({ proxy: 'unix:/run/tor/socks' });
  });

  it.each([
    [
      `watch ${ONION}`,
      `HOST[:PORT]: "${ONION}" can be reached through a proxy only: add one, such as --proxy socks5://127.0.0.1:9050 for Tor`,
    ],
    [
      'watch h --proxy http://u:secret@h',
      '--proxy: socks5://[user:password@]host[:port] or unix:/path expected, got http://',
    ],
    [
      'dashboard --proxy socks5://u:secret',
      '--proxy: socks5://[user:password@]host[:port] or unix:/path expected, got no valid host and port after socks5://',
    ],
    [
      'watch x.onion --proxy socks5://h',
      'HOST[:PORT]: onion address of version 3 (56 characters and .onion) expected, got "x.onion"',
    ],
    [
      'record unix:/a -o x --proxy socks5://h',
      'HOST[:PORT]: "unix:/a" is a Unix socket of this machine, which a proxy cannot reach',
    ],
    ['watch --simulate --proxy socks5://h', '--proxy and --simulate exclude each other: give only one'],
    ['dashboard --simulate --proxy socks5://h', '--proxy and --simulate exclude each other: give only one'],
  ])('refuses %j', (line, message) => {
    expect(() => parsed(line)).toThrow(UsageError);
    expect(() => parsed(line)).toThrow(message);
    expect(() => parsed(line)).not.toThrow('secret');
  });

  it('is passed to the pool of the dashboard, which dials seeds by name then', () => {
    const options = { network: bitcoin.mainnet, targets: [], proxy: 'socks5://h' };
    expect(poolOptions(options, undefined)).toMatchObject({ proxy: 'socks5://h' });
    expect(
      poolOptions({ ...options, proxy: undefined, targets: [{ host: 'unix:/a', port: 8333 }] }, undefined),
    ).toMatchObject({
      addresses: ['unix:/a'],
    });
  });
});
