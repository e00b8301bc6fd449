import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, NEVER, Subject } from 'rxjs';
import { parseCommandLine } from '../../lib/cli/commandLine.js';
import { simulate } from '../../lib/cli/simulate.js';
import type { SimulateArguments } from '../../lib/cli/simulateArguments.js';
import { parseHostPort } from '../../lib/base/hostPort.js';
import { bitcoin, lbry } from '../../lib/index.js';
import { dial, listen } from '../../lib/node.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

const read = (line: string) => parseCommandLine(line.split(' '));
const DEFAULTS = {
  ...{ kind: 'simulate', network: bitcoin.regtest, nodes: 8, visitors: 0, visit: undefined, seed: 1 },
  ...{ blockIntervalMs: undefined, transactionIntervalMs: undefined, truth: undefined, overwrite: false, json: false },
};

/** Runs the subcommand; `onLine` is called for each printed line. */
function run(line: string, onLine: (line: string, stop: () => void) => void = () => undefined) {
  const stdout = new PassThrough().setEncoding('utf8');
  const stderr = new PassThrough().setEncoding('utf8');
  const stop$ = new Subject<void>();
  let errors = '';
  stdout.on('data', (text: string) => {
    for (const each of text.trimEnd().split('\n')) onLine(each, () => stop$.next());
  });
  stderr.on('data', (text: string) => (errors += text));
  const code = simulate(read(line) as unknown as SimulateArguments, { stdout, stderr, env: {}, stop$ });
  return { code, errors: () => errors, stop: () => stop$.next() };
}

describe('rxpeer simulate', () => {
  it.each<[string, object]>([
    ['simulate', {}],
    ['simulate --nodes 50 --seed 0 --json', { nodes: 50, seed: 0, json: true }],
    ['simulate --network lbry.regtest --block-interval 0.5', { network: lbry.regtest, blockIntervalMs: 500 }],
    ['simulate --transaction-interval 2', { transactionIntervalMs: 2000 }],
    ['simulate --visitors 3 --visit [::1]:9', { visitors: 3, visit: { host: '::1', port: 9 } }],
    ['simulate --truth t --overwrite', { truth: 't', overwrite: true }],
  ])('parses %s', (line, expected) => expect(read(line)).toEqual({ ...DEFAULTS, ...expected }));

  it.each([
    ['simulate --nodes 1001', '--nodes: expected a whole number from 1 to 1000, got "1001"'],
    ['simulate --seed 4294967296', '--seed: expected a whole number from 0 to 4294967295, got "4294967296"'],
    ['simulate --seed=-1', '--seed: expected a whole number from 0 to 4294967295, got "-1"'],
    ['simulate --visitors 8 --visit h', '--visitors: expected a whole number from 1 to 7, got "8"'],
    ['simulate --visitors 1', '--visitors: name the address that they dial with --visit HOST:PORT'],
    ['simulate --visit h', '--visit: give the number of nodes with --visitors N'],
    ['simulate --truth=', '--truth: expected the name of a file, got ""'],
    ['simulate --overwrite', '--overwrite: give the file to replace with --truth FILE'],
    ['simulate 8', 'unexpected argument "8": simulate takes options only'],
    ['simulate --network x', '--network'],
  ])('refuses %s', (line, reason) => expect(() => read(line)).toThrow(reason));

  it('prints its help', () => {
    expect(read('simulate -h')).toMatchObject({
      kind: 'text',
      text: expect.stringContaining('rxpeer simulate [options]'),
    });
  });

  it('prints one address per line, at which nodes answer, until it is stopped', async () => {
    const lines: string[] = [];
    const all$ = new Subject<void>();
    const all = firstValueFrom(all$);
    const { code, stop } = run('simulate --nodes 3', (line) => {
      if (lines.push(line) === 3) all$.next();
    });
    await all;
    expect(lines.map((line) => parseHostPort(line)?.host)).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    const peer = await dial({ network: bitcoin.regtest, ...parseHostPort(lines[0]!)! });
    expect(peer.remote.userAgent).toContain('(miner)');
    stop();
    expect(await code).toBe(0);
    await firstValueFrom(peer.closed$);
  });

  it('prints JSON, and writes the truth of each block and transaction', async () => {
    const path = join(temporaryFolder(), 'truth.jsonl');
    const lines: string[] = [];
    const before = Date.now() - 1;
    const { code, stop } = run(
      `simulate --nodes 2 --json --truth ${path} --block-interval 0.2 --transaction-interval 0.05`,
      (line) => lines.push(line),
    );
    let truth: Record<string, unknown>[] = [];
    while (!truth.some(({ kind }) => kind === 'block') || truth.length < 4) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const text = await readFile(path, 'utf8').catch(() => '');
      truth = text
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as Record<string, unknown>);
    }
    stop();
    expect(await code).toBe(0);
    const [miner] = lines.map((line) => JSON.parse(line) as { address: string; role: string });
    expect(miner!.role).toBe('miner');
    for (const each of truth) {
      const known = { node: miner!.address, hash: expect.stringMatching(/^[0-9a-f]{64}$/), atMs: expect.any(Number) };
      const own = each['kind'] === 'block' ? { height: expect.any(Number) } : { wtxid: expect.any(String) };
      expect(each).toEqual({ kind: each['kind'], ...known, ...own });
      expect(each['atMs']).toBeGreaterThan(before);
    }
    expect(new Set(truth.map(({ hash }) => hash)).size).toBe(truth.length);
    const again = run(`simulate --truth ${path}`);
    expect(await again.code).toBe(1);
    expect(again.errors()).toBe(
      `rxpeer: ${path} exists already: choose another name for --truth, or add --overwrite\n`,
    );
  });

  it('lets visitors dial', async () => {
    const port$ = new Subject<number>();
    const port = firstValueFrom(port$);
    const visited$ = new Subject<string>();
    const visited = firstValueFrom(visited$);
    const listening = listen({
      ...{ network: bitcoin.regtest, host: '127.0.0.1', port: 0 },
      onListening: (address) => port$.next(address.port),
    }).subscribe((peer) => visited$.next(peer.remote.userAgent!));
    const { code, stop } = run(`simulate --nodes 2 --visitors 1 --visit 127.0.0.1:${await port}`);
    expect(await visited).toContain('(relay)');
    stop();
    expect(await code).toBe(0);
    listening.unsubscribe();
  });

  it('exits with status 1 if the addresses cannot be printed, or the truth cannot be written', async () => {
    const stdout = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('disk'), { code: 'ENOSPC' })),
    });
    const io = { stdout, stderr: new PassThrough(), env: {}, stop$: NEVER };
    expect(await simulate(read('simulate --nodes 1') as unknown as SimulateArguments, io)).toBe(1);
    const { code, errors } = run(`simulate --truth ${join(temporaryFolder(), 'none', 'x')}`);
    expect(await code).toBe(1);
    expect(errors()).toMatch(/^rxpeer: --truth: ENOENT/);
  });
});
