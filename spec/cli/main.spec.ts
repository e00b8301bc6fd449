import { createWriteStream, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { afterEach, describe, expect, it } from '@jest/globals';
import { NEVER } from 'rxjs';
import { bitcoin, encodeMessage, VERSION, type Message } from '../../lib/index.js';
import { simulateNode, type SimulatedNode } from '../../lib/simulator.js';
import { main } from '../../lib/cli/main.js';
import { observePeer, watchPeer } from '../../lib/cli/watchPeer.js';
import { VirtualTime } from '../../lib/marbles.js';
import { recordUntil } from '../helpers/cli/recordUntil.js';
import { runProgram, type RunResult } from '../helpers/cli/runProgram.js';

/** Runs the program with a standard output whose writes fail. */
async function runInto(argv: readonly string[], errorCode: string): Promise<{ code: number; err: string }> {
  const stdout = new Writable({
    write: (_chunk, _encoding, done) => done(Object.assign(new Error('disk'), { code: errorCode })),
  }).on('error', () => undefined);
  let err = '';
  const stderr = new Writable({
    write(chunk: Buffer, _encoding, done) {
      err += chunk.toString();
      done();
    },
  });
  return { code: await main(argv, { stdout, stderr, env: {}, stop$: NEVER }), err };
}

/** Runs the program. Stops it when `until` returns true for what it has printed so far. */
function run(line: string, until?: (out: string, err: string) => boolean): Promise<RunResult> {
  return runProgram(line.split(' '), until === undefined ? {} : { until });
}

let cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps) cleanUp();
  cleanUps = [];
});

function node(): Promise<SimulatedNode> {
  return new Promise((resolve, reject) => {
    const running = simulateNode().subscribe({ next: resolve, error: reject });
    cleanUps.push(() => running.unsubscribe());
  });
}

/** A remote that sends these bytes on each connection, and ignores what it receives. */
function rawRemote(bytes: Uint8Array, { end = false } = {}): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
    if (end) socket.end(bytes);
    else socket.write(bytes);
  });
  cleanUps.push(() => server.close());
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));
}

const network = bitcoin.regtest;
const address = { services: 0n, ip: new Uint8Array(16), port: 0 };
const hostileVersion: Message = {
  command: 'version',
  version: 70015,
  services: 0n,
  timestamp: 0n,
  addrRecv: address,
  addrFrom: address,
  nonce: 77n,
  userAgent: '/\u001b]0;owned\u0007/',
  startHeight: 0,
  relay: true,
};
const bytesOf = (...messages: Message[]): Uint8Array =>
  Uint8Array.from(messages.flatMap((message) => [...encodeMessage(message, { network })]));

describe('rxpeer', () => {
  it('prints its version and its help', async () => {
    expect(await run('--version')).toEqual({ code: 0, out: [VERSION], err: '' });
    const { code, out } = await run('--help');
    expect([code, out[0]]).toEqual([0, 'rxpeer: watch, record and test the messages of Bitcoin and LBRY nodes']);
  });

  it('exits with status 2 for wrong arguments, and prints which --help to read', async () => {
    const { code, out, err } = await run('watch h --network \u001b[2J');
    expect([code, out]).toEqual([2, []]);
    expect(err).toMatch(/^rxpeer: --network: .*"\\u001b\[2J".*bitcoin\.mainnet.*\nSee: rxpeer watch --help\n$/);
    expect((await run('dashboard --port x')).err).toMatch(/\nSee: rxpeer dashboard --help\n$/);
    expect((await run('constructor')).err).toMatch(/\nSee: rxpeer --help\n$/);
    expect((await run('watch --simulate --count -1')).err.split('\n')).toHaveLength(3);
  });
});

/** The result without the line that names the transport: whether it is printed before the program ends depends on the time. */
function withoutTransport({ code, err }: { code: number; err: string }): { code: number; err: string } {
  return { code, err: err.replace(/^rxpeer: \S+: transport v2, encrypted, session [0-9a-f]{64}\n/m, '') };
}

describe('rxpeer watch', () => {
  it('prints the messages of a node, and requests the items that it announces', async () => {
    const remote = await node();
    const subscription = remote.peers$.subscribe(() => {
      remote.relay();
      remote.mine();
    });
    const { code, out, err } = await run(
      `watch 127.0.0.1:${remote.port} --network bitcoin.regtest --only version,inv,tx,block --count 5`,
    );
    subscription.unsubscribe();
    expect(code).toBe(0);
    expect(err).toMatch(
      new RegExp(`^rxpeer: 127\\.0\\.0\\.1:${remote.port}: transport v2, encrypted, session [0-9a-f]{64}\n$`),
    );
    expect(out.map((line) => line.split(' ').slice(1, 4).join(' '))).toEqual(
      ['version', 'inv', 'inv', 'tx', 'block'].map((command) => `127.0.0.1:${remote.port} ← ${command}`),
    );
    expect(out[4]).toContain(` ${remote.tip().hash} height 11 2 tx `);
  });

  it('requests nothing with --no-fetch, and prints sent messages with --sent', async () => {
    const remote = await node();
    remote.peers$.subscribe(() => {
      remote.mine();
      remote.mine();
    });
    const shown = async (options: string): Promise<string[]> => {
      const line = `watch 127.0.0.1:${remote.port} --network bitcoin.regtest --sent --only version,inv,getdata --count 4 ${options}`;
      return (await run(line)).out.map((each) => each.split(' ').slice(2, 4).join(' '));
    };
    expect(await shown('--no-fetch')).toEqual(['→ version', '← version', '← inv', '← inv']);
    expect(await shown('--only version,inv,getdata')).toEqual(['→ version', '← version', '← inv', '→ getdata']);
  });

  it('prints JSON', async () => {
    const remote = await node();
    const { out } = await run(`watch 127.0.0.1:${remote.port} --network bitcoin.regtest --json --count 7`);
    const lines = out.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatchObject({
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      peer: `127.0.0.1:${remote.port}`,
      direction: 'received',
      // network, witness, p2pV2
      message: { command: 'version', services: '2057', startHeight: 10 },
    });
  });

  it('watches several nodes', async () => {
    const [one, two] = [await node(), await node()];
    const { out } = await run(
      `watch 127.0.0.1:${one.port} 127.0.0.1:${two.port} --network bitcoin.regtest --only version --count 2`,
    );
    const peers = out.map((line) => line.split(' ')[1]);
    expect(new Set(peers)).toEqual(new Set([`127.0.0.1:${one.port}`, `127.0.0.1:${two.port}`]));
  });

  it.each(['bitcoin.regtest', 'lbry.mainnet'])('needs no other node with --simulate, on %s', async (name) => {
    const { code, out } = await run(`watch --simulate --network ${name} --only tx --count 1`);
    expect([code, out.length]).toEqual([0, 1]);
  });

  it('exits with status 0 when it is stopped', async () => {
    const { code, out, err } = await run('watch --simulate', (printed) => printed !== '');
    expect([code, err]).toEqual([0, '']);
    expect(out.length).toBeGreaterThan(0);
  });

  it('exits with status 0 after the time of --for', async () => {
    expect(await run('watch --simulate --only mempool --for 0.01')).toEqual({ code: 0, out: [], err: '' });
  });

  it('exits with status 1 if nothing listens at the address, and prints why', async () => {
    const port = await rawRemote(new Uint8Array());
    cleanUps.splice(0).forEach((cleanUp) => cleanUp());
    const { code, out, err } = await run(`watch 127.0.0.1:${port} --network bitcoin.regtest`);
    expect([code, out]).toEqual([1, []]);
    expect(err).toBe(`rxpeer: no connection to 127.0.0.1:${port}: ECONNREFUSED\n`);
  });

  it('keeps watching the other nodes when one connection has ended', async () => {
    const gone = await rawRemote(new Uint8Array(), { end: true });
    const remote = await node();
    const { code, err } = await run(
      `watch 127.0.0.1:${gone} 127.0.0.1:${remote.port} --network bitcoin.regtest --only ping`,
      (out, errors) => out !== '' && errors !== '',
    );
    expect(code).toBe(0);
    expect(err).toContain(`rxpeer: 127.0.0.1:${gone} closed the connection within the handshake`);
  });

  it('prints which remote violated the protocol', async () => {
    const port = await rawRemote(encodeMessage({ command: 'verack' }, { network: bitcoin.mainnet }));
    const { code, err } = await run(`watch 127.0.0.1:${port} --network bitcoin.regtest`);
    expect(code).toBe(1);
    expect(err).toMatch(new RegExp(`^rxpeer: 127\\.0\\.0\\.1:${port}: .*magic.*\n$`));
  });

  it('escapes control characters that a remote sends', async () => {
    const unknown: Message = { command: 'unknown', name: '<b>~!', payload: Uint8Array.of(1) };
    const reject: Message = { command: 'reject', message: '\u009b2J', code: 1, reason: '\r\u202e' };
    const port = await rawRemote(bytesOf(hostileVersion, { command: 'verack' }, unknown, reject));
    for (const json of ['', ' --json']) {
      const { out } = await run(`watch 127.0.0.1:${port} --network bitcoin.regtest --count 4${json}`);
      expect(out).toHaveLength(4);
      expect(out.join('')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      expect(out.join('')).toContain('owned');
    }
  });

  it('prints the messages after one that cannot be decoded', async () => {
    const short: Message = { command: 'unknown', name: 'ping', payload: Uint8Array.of(1, 2, 3) };
    const port = await rawRemote(bytesOf(hostileVersion, { command: 'verack' }, short, { command: 'mempool' }));
    const { out, err } = await run(`watch 127.0.0.1:${port} --network bitcoin.regtest --count 4`);
    expect(out[2]).toMatch(/ ← ping cannot be decoded, 3 bytes$/);
    expect(out[3]).toMatch(/ ← mempool$/);
    expect(err).toMatch(new RegExp(`^rxpeer: 127\\.0\\.0\\.1:${port}: `));
  });

  it.each([
    '--help',
    '--version',
    'help watch',
    'watch --help',
    'watch --simulate --count 3',
    'watch --simulate --json',
    'replay DIR/short.rxcap --speed max',
    'marbles DIR/short.rxcap',
  ])(
    'exits with status 1 if standard output is full, reports that once, and exits with status 0 on EPIPE: %s',
    async (line) => {
      const dir = await mkdtemp(join(tmpdir(), 'rxpeer-full-'));
      cleanUps.push(() => rmSync(dir, { recursive: true, force: true }));
      if (line.includes('DIR')) await recordUntil(join(dir, 'short.rxcap'), [], (out) => out.length > 0);
      const argv = line.replace('DIR', dir).split(' ');
      const full = await runInto(argv, 'ENOSPC');
      expect(withoutTransport(full)).toEqual({ code: 1, err: 'rxpeer: cannot write to standard output: disk\n' });
      expect(withoutTransport(await runInto(argv, 'EPIPE'))).toEqual({ code: 0, err: '' });
    },
  );

  it('exits with status 1 on a full device only if it has written to it', async () => {
    const stdout = createWriteStream('/dev/full').on('error', () => undefined);
    const stderr = new PassThrough();
    expect(await main(['--help'], { stdout, stderr, env: {}, stop$: NEVER })).toBe(1);
    const silent = createWriteStream('/dev/full').on('error', () => undefined);
    cleanUps.push(() => silent.destroy());
    const watch = ['watch', '--simulate', '--only', 'mempool', '--for', '0.01'];
    expect(await main(watch, { stdout: silent, stderr, env: {}, stop$: NEVER })).toBe(0);
  });

  it('reports the state of the connection after 1 s without a handshake', async () => {
    const port = await rawRemote(new Uint8Array());
    const time = new VirtualTime();
    const reports: string[] = [];
    const options = { network, host: '127.0.0.1', port, fetch: false, scheduler: time };
    const subscription = watchPeer({ ...options, onSlow: (text) => reports.push(text) }).subscribe();
    time.advance(999);
    expect(reports).toEqual([]);
    time.advance(1);
    expect(reports).toEqual([`connecting to 127.0.0.1:${port} …`]);
    subscription.unsubscribe();
    await new Promise<void>((resolve) => {
      const connected = observePeer({ ...options, onSlow: (text) => reports.push(text) }, (peer) => {
        setImmediate(() => {
          time.advance(1000);
          connected.unsubscribe();
          resolve();
        });
        return peer.faults$;
      }).subscribe();
    });
    expect(reports[1]).toBe(`connected to 127.0.0.1:${port}, waiting for the handshake …`);
    const remote = await node();
    await run(`watch 127.0.0.1:${remote.port} --network bitcoin.regtest --count 3`);
    time.advance(5000);
    expect(reports).toHaveLength(2);
  });

  it('connects again with --reconnect, and prints the delay', async () => {
    const gone = await rawRemote(new Uint8Array(), { end: true });
    const line = `watch 127.0.0.1:${gone} --network bitcoin.regtest --reconnect`;
    const { code, err } = await run(line, (_, errors) => errors.split('closed the connection').length > 2);
    expect(code).toBe(0);
    expect(err).toMatch(
      new RegExp(
        `^rxpeer: 127\\.0\\.0\\.1:${gone} closed the connection within the handshake .*\nrxpeer: 127\\.0\\.0\\.1:${gone}: connecting again in 1 s\nrxpeer: 127`,
      ),
    );
  });

  it('drops lines if the output is not read, and exits with status 1', async () => {
    const stdout = new Writable({ write: () => undefined, highWaterMark: 1 });
    Object.defineProperty(stdout, 'writableLength', { value: 17 * 1024 * 1024 });
    const stderr = new PassThrough();
    expect(await main(['watch', '--simulate', '--count', '3'], { stdout, stderr, env: {}, stop$: NEVER })).toBe(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(String(stderr.read())).toBe('rxpeer: 3 lines were dropped: the output was not read fast enough\n');
  });
});
