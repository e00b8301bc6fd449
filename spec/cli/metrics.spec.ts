import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { of, Subject, Subscription } from 'rxjs';
import { parseCommandLine } from '../../lib/cli/commandLine.js';
import { dashboard } from '../../lib/cli/dashboard.js';
import type { DashboardArguments } from '../../lib/cli/dashboardArguments.js';
import { runProgram } from '../helpers/cli/runProgram.js';
import { eventually } from '../helpers/nodes/soon.js';
import { afterTest, plainServer } from '../helpers/tcp.js';

const read = (line: string) => parseCommandLine(line.split(' '));

describe('--metrics', () => {
  it.each(['dashboard', 'watch 127.0.0.1'])('is a port of %s', (line) => {
    expect(read(line)).toMatchObject({ metricsPort: undefined });
    expect(read(`${line} --metrics 9333`)).toMatchObject({ metricsPort: 9333 });
    expect(read(`${line} --metrics 0`)).toMatchObject({ metricsPort: 0 });
    for (const wrong of ['65536', 'x', '127.0.0.1:9333']) {
      const expected = `--metrics: expected a port from 1 to 65535, or 0 for any free port, got "${wrong}"`;
      expect(() => read(`${line} --metrics ${wrong}`)).toThrow(expected);
    }
    expect(read(`help ${line.split(' ')[0]}`)).toMatchObject({ text: expect.stringContaining('--metrics PORT') });
  });

  it('serves the metrics of what watch connects to, and prints the port that was chosen', async () => {
    let text = '';
    let asked: Promise<unknown> | undefined;
    const { code, err } = await runProgram(['watch', '--simulate', '127.0.0.1:9', '--metrics', '0'], {
      until(_, printed) {
        const url = /metrics (\S+)/.exec(printed)?.[1];
        asked ??= url === undefined ? undefined : scrapeUntil(url, isComplete).then((scraped) => (text = scraped));
        return text !== '';
      },
    });
    expect(code).toBe(0);
    expect(err).toMatch(/^rxpeer: metrics http:\/\/127\.0\.0\.1:\d+\/metrics\n/);
    expect(text).toContain('rxpeer_peers{direction="outbound",group="local",transport="v2"} 1\n');
    expect(text).toContain('rxpeer_handshake_failures_total{direction="outbound",code="CONNECT_FAILED"} 1\n');
    expect(text).toMatch(/^process_resident_memory_bytes \d{7,}$/m);
  });

  it('serves the metrics of the pool of dashboard, and prints their URL below that of the page', async () => {
    const { out, stop, code } = start('dashboard 127.0.0.1:9 --port 0 --metrics 0');
    const [, url] = await eventually(
      () => Promise.resolve(/ {2}open http:\/\/127\.0\.0\.1:\d+\/\n {2}metrics (http:\S+)\n/.exec(out()) ?? []),
      (match) => match.length === 2,
      'URL of the metrics',
    );
    expect(await scrapeUntil(url!, (text) => text.includes('code="CONNECT_FAILED"'))).toContain(
      'rxpeer_banned_hosts 0\n',
    );
    stop();
    expect(await code).toBe(0);
    await expect(fetch(url!)).rejects.toThrow();
  });

  it.each(['dashboard 127.0.0.1:9 --port 0', 'watch 127.0.0.1:9'])(
    '%s exits with status 1 if its port is in use',
    async (line) => {
      const server = createServer();
      afterTest(new Subscription(() => server.close()));
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      const expected = `rxpeer: port ${port} of 127.0.0.1 is in use: choose another port with --metrics, or any free one with --metrics 0\n`;
      if (line.startsWith('watch')) {
        expect(await runProgram([...line.split(' '), '--metrics', String(port)])).toEqual({
          code: 1,
          out: [],
          err: expected,
        });
        return;
      }
      const { code, err } = start(`${line} --metrics ${port}`);
      expect(await code).toBe(1);
      expect(err()).toBe(expected);
    },
  );

  it('counts each failed handshake of watch once: by transport v2, and the fallback to v1', async () => {
    const port = await plainServer((socket) => socket.end());
    let text = '';
    let asked: Promise<unknown> | undefined;
    await runProgram(['watch', `127.0.0.1:${port}`, '--reconnect', '--metrics', '0'], {
      until(_, printed) {
        const url = /metrics (\S+)/.exec(printed)?.[1];
        const isFailed = printed.includes('connecting again in 1 s');
        asked ??=
          url !== undefined && isFailed ? scrapeUntil(url, () => true).then((scraped) => (text = scraped)) : undefined;
        return text !== '';
      },
    });
    const failures = text.split('\n').filter((line) => line.startsWith('rxpeer_handshake_failures_total{'));
    expect(failures).toEqual([
      'rxpeer_handshake_failures_total{direction="outbound",code="V2_REFUSED"} 1',
      'rxpeer_handshake_failures_total{direction="outbound",code="REMOTE_CLOSED"} 1',
    ]);
  });
});

const isComplete = (text: string): boolean => text.includes('rxpeer_peers{') && text.includes('code="CONNECT_FAILED"');

function scrapeUntil(url: string, isWanted: (text: string) => boolean): Promise<string> {
  return eventually(async () => (await fetch(url)).text(), isWanted, `metrics of ${url}`);
}

/** Runs `rxpeer dashboard` with an empty page. */
function start(line: string) {
  const [stdout, stderr] = [new PassThrough().setEncoding('utf8'), new PassThrough().setEncoding('utf8')];
  const stop$ = new Subject<void>();
  const printed = { out: '', err: '' };
  stdout.on('data', (text: string) => (printed.out += text));
  stderr.on('data', (text: string) => (printed.err += text));
  const code = dashboard(
    read(line) as unknown as DashboardArguments,
    { stdout, stderr, env: {}, stop$ },
    of(new Map()),
  );
  return { out: () => printed.out, err: () => printed.err, stop: () => stop$.next(), code };
}
