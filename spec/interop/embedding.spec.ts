import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { Subscription } from 'rxjs';
import { bitcoin } from '../../lib/index.js';
import { simulateNode } from '../../lib/simulator.js';
import { openEventStream } from '../helpers/eventStream.js';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { PackageFolder } from '../helpers/nodes/packageFolder.js';
import { startProgram, type Program } from '../helpers/nodes/program.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { exampleIn } from '../helpers/nodes/documentExample.js';
import { asJavaScript } from '../package/examples.js';
import { afterTest } from '../helpers/tcp.js';
import { temporaryFolder } from '../helpers/temporaryFolder.js';

// The examples of docs/embedding.md as programs, with the real frameworks and a real Redis, on a simulated node.

const packages = new PackageFolder('embedding');
const PAGE = 'docs/embedding.md';

function redisAbsence(): string | undefined {
  try {
    execFileSync('redis-server', ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no redis-server in the PATH; apt-get install redis-server';
  }
}

const absence = await packages.absence();

async function prepare(): Promise<void> {
  const link = join(packages.path, 'node_modules', 'rxpeer');
  await mkdir(join(packages.path, 'node_modules'), { recursive: true });
  await rm(link, { force: true, recursive: true });
  await symlink(projectRoot, link);
  for (const name of ['sse.ts', 'express.mjs', 'fastify.mjs', 'redis.mjs']) {
    const code = await exampleIn(PAGE, name);
    await writeFile(join(packages.path, name.replace('.ts', '.mjs')), name.endsWith('.ts') ? asJavaScript(code) : code);
  }
}

/** A simulated node with much traffic; returns its port. */
async function startNode(): Promise<string> {
  const node$ = simulateNode({ network: bitcoin.regtest, blockIntervalMs: 300, transactionIntervalMs: 20 });
  return new Promise((resolve, reject) => {
    afterTest(node$.subscribe({ next: ({ port }) => resolve(String(port)), error: reject }));
  });
}

describeWith(absence, 'the servers of docs/embedding.md', () => {
  beforeAll(prepare);

  it.each(['sse.mjs', 'express.mjs', 'fastify.mjs'])('%s serves events, and its other pages', async (name) => {
    const server = startProgram([name, '127.0.0.1', await startNode(), '0'], packages.path);
    try {
      const port = Number(/port: (\d+)/.exec(await server.line(/^listening/))![1]);
      const invs = await openEventStream(port, '/events?commands=inv&direction=received');
      const all = await openEventStream(port, '/events');
      const received = await invs.received(10);
      expect(new Set(received.map(({ data }) => data['command']))).toEqual(new Set(['inv']));
      expect(received[0]!.data).toMatchObject({ kind: 'message', peer: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
      const kinds = new Set((await all.received(20)).map(({ type }) => type));
      expect(kinds.has('message')).toBe(true);
      const refused = await openEventStream(port, '/events?commands=inf');
      expect(refused.status).toBe(400);
      const other = await openEventStream(port, '/');
      expect(other.status).toBe(name === 'fastify.mjs' ? 404 : 200);
      const again = await openEventStream(port, '/events', { 'last-event-id': all.lastId() });
      const [next] = await again.received(1);
      expect(next!.type).not.toBe('dropped');
      invs.close();
      all.close();
      expect(server.stderr()).toBe('');
    } finally {
      await server.kill();
    }
  });
});

describeWith(absence ?? redisAbsence(), 'the example of docs/embedding.md with Redis', () => {
  let redis: ChildProcess;
  let program: Program | undefined;
  let url: string;
  let port: number;
  beforeAll(prepare);
  beforeEach(async () => {
    port = 20_000 + (process.pid % 20_000);
    url = `redis://127.0.0.1:${port}`;
    redis = await startRedis(port);
  });
  afterAll(async () => {
    await program?.kill();
  });

  it('writes each message to the stream, loses counted ones while the server is gone, and continues', async () => {
    program = startProgram(['redis.mjs', '127.0.0.1', await startNode(), url], packages.path);
    await program.line(/^writing/);
    while (Number(await ask(port, 'XLEN messages')) < 50) await wait(50);
    const entry = await ask(port, 'XRANGE messages - + COUNT 20');
    expect(entry).toContain('"kind":"message"');
    expect(entry).toContain('"command":"inv"');
    redis.kill('SIGKILL');
    while (!/messages are lost/.test(program.stderr())) await wait(50);
    redis = await startRedis(port);
    while (Number(await ask(port, 'XLEN messages')) < 50) await wait(50);
    redis.kill('SIGKILL');
    await program.kill();
  });
});

async function startRedis(port: number): Promise<ChildProcess> {
  const args = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'no',
    '--dir',
    temporaryFolder(),
  ];
  const child = spawn('redis-server', args, { stdio: 'ignore' });
  afterTest(new Subscription(() => child.kill('SIGKILL')));
  while ((await ask(port, 'PING')) !== 'PONG') await wait(50);
  return child;
}

/** Sends one command of Redis as text, and returns the answer without the type of its first line; empty if there is no server. */
async function ask(port: number, command: string): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = createConnection({ port, host: '127.0.0.1' }, () => socket.end(`${command}\r\nQUIT\r\n`));
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
    socket.on('error', () => undefined);
    socket.on('close', () =>
      resolve(
        text
          .replace(/\+OK\r\n$/, '')
          .replace(/^[+:]/, '')
          .trimEnd(),
      ),
    );
  });
}
