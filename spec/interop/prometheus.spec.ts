import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { BehaviorSubject, filter, firstValueFrom, Subject, Subscription } from 'rxjs';
import { poolOptions } from '../../lib/cli/poolOptions.js';
import { metricsServer } from '../../lib/cli/metricsServer.js';
import type { ServedMetrics } from '../../lib/export/metrics/serveMetrics.js';
import { bitcoin, createPeer, encodeFrame } from '../../lib/index.js';
import type { NatsState } from '../../lib/metrics.js';
import { createPool, tcpDuplex } from '../../lib/node.js';
import { simulateNetwork } from '../../lib/simulator.js';
import { dashboards } from '../../scripts/grafana/dashboards.mjs';
import { describeWith } from '../helpers/nodes/describeWith.js';
import { projectRoot } from '../helpers/nodes/projectRoot.js';
import { prometheusAbsence, startPrometheus, type RunningPrometheus } from '../helpers/nodes/prometheus.js';
import { run } from '../helpers/nodes/run.js';
import { eventually } from '../helpers/nodes/soon.js';
import { hash } from '../helpers/samples.js';

/** Panels without data: the pool has no DNS seed and no file that could fail. */
const WITHOUT_DATA = ['faults: Faults of the pool'];
const ACCEPT = { openmetrics: 'application/openmetrics-text;version=1.0.0', prometheus: 'text/plain' };

const panels = Object.entries(dashboards).flatMap(([name, { panels: all }]) =>
  all.map(({ title, targets }) => ({ title: `${name}: ${title}`, exprs: targets.map(({ expr }) => expr) })),
);

/** The expression as Grafana asks it, for all instances. */
function evaluated(expr: string): string {
  return expr.replaceAll('$__rate_interval', '30s').replaceAll(/"\$(job|instance)"/g, '".*"');
}

describeWith(prometheusAbsence(), 'metrics of a simulated network, in a real Prometheus', () => {
  const subscription = new Subscription();
  let prometheus: RunningPrometheus;
  let url: string;

  beforeAll(async () => {
    const network = bitcoin.regtest;
    const simulated$ = simulateNetwork({
      ...{ network, count: 8, visitors: 2, blockIntervalMs: 1000, transactionIntervalMs: 200, addressIntervalMs: 2000 },
      pingIntervalMs: 1000,
    });
    const simulated = await new Promise<Parameters<typeof poolOptions>[1]>((resolve, reject) => {
      subscription.add(
        simulated$.subscribe({
          next: (each) => {
            resolve(each);
            simulation = each;
          },
          error: reject,
        }),
      );
    });
    const options = {
      ...{ listenPort: 0, network, proxy: undefined },
      targets: [{ host: '127.0.0.1', port: 9 }, await oddNode()],
    };
    const pool = createPool({
      ...poolOptions(options, simulated),
      onListening: (endpoint) => subscription.add(simulation?.visit(endpoint).subscribe()),
    });
    subscription.add(() => pool.close());
    const served$ = new Subject<ServedMetrics>();
    const served = firstValueFrom(served$);
    const nats$ = new BehaviorSubject<NatsState>({
      ...{ isConnected: true, reconnects: 1, publishedMessages: 10, publishedBytes: 1000 },
      ...{ droppedMessages: 1, droppedBytes: 100, queuedBytes: 5 },
    });
    subscription.add(metricsServer(pool, { port: 0, nats$ }).subscribe(served$));
    ({ url } = await served);
    pool.ban('198.51.100.1');
    pool.start();
    prometheus = await startPrometheus(url);
  });
  /**
   * A node by transport v1 that sends an unknown command, a ping that cannot be decoded, and an inv whose transaction it does not have. The
   * simulated nodes do so later, or not at all.
   */
  async function oddNode(): Promise<{ host: string; port: number }> {
    const network = bitcoin.regtest;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      subscription.add(() => socket.destroy());
      const duplex = tcpDuplex(socket, { direction: 'inbound' });
      const peer = createPeer(duplex, { network, transport: 'v1' });
      peer.on('getdata').subscribe(({ items }) => void peer.send({ command: 'notfound', items }));
      peer.status$.pipe(filter((status) => status === 'ready')).subscribe(() => {
        duplex.write(encodeFrame(network, 'odd', new Uint8Array(8)));
        duplex.write(encodeFrame(network, 'ping', new Uint8Array(3)));
        void peer.send({ command: 'inv', items: [{ type: 1, hash: hash(7) }] });
      });
      peer.start();
    });
    subscription.add(() => server.close());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
  }

  let simulation: { visit: (place: { host: string; port: number }) => { subscribe: () => Subscription } } | undefined;

  afterAll(async () => {
    await prometheus?.stop();
    subscription.unsubscribe();
  });

  it('scrapes it by OpenMetrics, without an error', async () => {
    const target = await eventually(
      async () => {
        const { activeTargets } = await prometheus.api<{ activeTargets: { health: string; lastError: string }[] }>(
          '/api/v1/targets',
        );
        return activeTargets[0];
      },
      (each) => each !== undefined && each.health !== 'unknown',
      'scrape',
    );
    expect(target).toMatchObject({ health: 'up', lastError: '' });
  });

  it('has data for each expression of each panel', async () => {
    expect(panels.length).toBeGreaterThan(40);
    // What has data once is not asked again: a peer that has left may end a series.
    let missing = panels.flatMap(({ title, exprs }) => exprs.map((expr) => ({ title, expr })));
    const untilMs = performance.now() + 100_000;
    while (missing.some(({ title }) => !WITHOUT_DATA.includes(title)) && performance.now() < untilMs) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const asked = missing.map(async (each) => ({ ...each, series: await prometheus.query(evaluated(each.expr)) }));
      missing = (await Promise.all(asked)).filter(({ series }) => series.length === 0);
    }
    expect(missing.map(({ title }) => title)).toEqual(WITHOUT_DATA);
  });

  it('evaluates each alert rule without an error', async () => {
    interface Rule {
      name: string;
      health: string;
      lastError?: string;
      query: string;
    }
    const rules = await eventually(
      async () =>
        (await prometheus.api<{ groups: { rules: Rule[] }[] }>('/api/v1/rules')).groups.flatMap((each) => each.rules),
      (all) => all.every(({ health }) => health !== 'unknown'),
      'evaluation of the rules',
    );
    expect(rules).toHaveLength(6);
    for (const rule of rules) {
      expect(rule).toMatchObject({ health: 'ok' });
      await prometheus.query(rule.query);
    }
  });

  it('shows the same values as the metrics themselves', async () => {
    const [series] = await prometheus.query('rxpeer_banned_hosts');
    expect(series!.value[1]).toBe('1');
    const [versions] = await prometheus.query('rxpeer_build_info');
    expect(versions!.metric).toMatchObject({
      __name__: 'rxpeer_build_info',
      job: 'rxpeer',
      version: expect.any(String),
    });
    const queried = await prometheus.query('rxpeer_handshakes_total');
    expect(queried.length).toBeGreaterThan(1);
  });

  it('passes promtool check metrics', async () => {
    const text = await scrape('prometheus');
    expect(text).toContain('rxpeer_messages_total{direction="received",command="inv"}');
    const child = spawn('promtool', ['check', 'metrics'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (part: string) => (printed += part));
    child.stdin.end(text);
    const [code] = (await once(child, 'close')) as [number];
    expect([code, printed]).toEqual([0, '']);
  });

  it('never has an address or a user agent in a label', async () => {
    for (const format of ['openmetrics', 'prometheus'] as const) {
      const values = Array.from((await scrape(format)).matchAll(/="([^"]*)"/g), (match) => match[1]!);
      expect(values.length).toBeGreaterThan(100);
      expect(values.filter((value) => /127\.0|\/|:/.test(value))).toEqual([]);
    }
  });

  async function scrape(format: keyof typeof ACCEPT): Promise<string> {
    return (await fetch(url, { headers: { accept: ACCEPT[format] } })).text();
  }
});

describeWith(prometheusAbsence(), 'the alert rules', () => {
  const rules = join(projectRoot, 'dashboards/prometheus');

  it('pass promtool check rules and promtool test rules', async () => {
    expect(await run('promtool', ['check', 'rules', join(rules, 'alerts.yml')])).toMatchObject({ code: 0 });
    const tested = await run('promtool', ['test', 'rules', join(rules, 'alerts.test.yml')]);
    expect(tested).toMatchObject({ code: 0, stdout: expect.stringContaining('SUCCESS') });
  });
});
