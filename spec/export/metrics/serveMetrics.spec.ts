import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import { firstValueFrom, Subject, Subscription } from 'rxjs';
import { processMetrics, serveMetrics, type ServedMetrics } from '../../../lib/node.js';
import { afterTest } from '../../helpers/tcp.js';
import { valuesOf } from './fakePool.js';

const metrics = {
  collect: () => [
    { name: 'one_total', type: 'counter', help: 'One.', labelNames: [], samples: [{ labels: {}, value: 1 }] } as const,
  ],
};

async function serve(path?: string): Promise<ServedMetrics & { stop: () => void }> {
  const served$ = new Subject<ServedMetrics>();
  const served = firstValueFrom(served$);
  const subscription = afterTest(serveMetrics({ metrics, port: 0, path }).subscribe((each) => served$.next(each)));
  return { ...(await served), stop: () => subscription.unsubscribe() };
}

describe('serveMetrics', () => {
  it('serves /metrics on 127.0.0.1, and says on which port', async () => {
    const { port, url } = await serve();
    expect(url).toBe(`http://127.0.0.1:${port}/metrics`);
    expect(await (await fetch(url)).text()).toContain('one_total 1\n');
    expect(await (await fetch(`${url}?x=1`)).text()).toContain('one_total 1\n');
  });

  it('answers other paths with 404 and the right one', async () => {
    const { port } = await serve('/m');
    for (const path of ['/', '/metrics', '/m/']) {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      expect([answer.status, await answer.text()]).toEqual([404, 'the metrics are at /m\n']);
    }
    expect((await fetch(`http://127.0.0.1:${port}/m`)).status).toBe(200);
  });

  it('stops when it is unsubscribed from', async () => {
    const { stop, url } = await serve();
    await fetch(url);
    stop();
    await expect(fetch(url)).rejects.toThrow();
  });

  it('errors with LISTEN_FAILED if the port is in use', async () => {
    const other = createServer();
    afterTest(new Subscription(() => other.close()));
    other.listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    await expect(firstValueFrom(serveMetrics({ metrics, port }))).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
      message: `cannot listen on 127.0.0.1:${port}: EADDRINUSE`,
    });
  });

  it.each([
    [{ port: -1 }, 'port: integer from 0 to 65535 expected, got -1'],
    [{ port: 1, host: '' }, 'host: name or address expected, got ""'],
    [{ port: 1, path: 'metrics' }, 'path: / with letters, digits and ./_- expected, got "metrics"'],
  ])('refuses %p', (options, message) => {
    expect(() => serveMetrics({ metrics, ...options })).toThrow(message);
  });
});

describe('processMetrics', () => {
  it('measures memory, processor time and the lag of the event loop', async () => {
    const own = processMetrics();
    afterTest(new Subscription(() => own.close()));
    await new Promise((resolve) => setTimeout(resolve, 50));
    const untilMs = performance.now() + 80;
    while (performance.now() < untilMs);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const first = own.collect();
    const value = (name: string): number => valuesOf(first, name)['']!;
    expect(value('process_resident_memory_bytes')).toBeGreaterThan(1e7);
    expect(value('nodejs_heap_size_used_bytes')).toBeLessThanOrEqual(value('nodejs_heap_size_total_bytes'));
    expect(Math.abs(value('process_start_time_seconds') - Date.now() / 1000)).toBeLessThan(86_400);
    // The blocked 80 ms, less the 10 ms after which the timer had fired anyway.
    expect(value('nodejs_eventloop_lag_max_seconds')).toBeGreaterThan(0.05);
    expect(value('nodejs_eventloop_lag_p50_seconds')).toBeLessThan(value('nodejs_eventloop_lag_max_seconds'));
    expect(valuesOf(own.collect(), 'process_cpu_seconds_total')['']).toBeGreaterThanOrEqual(
      value('process_cpu_seconds_total'),
    );
  });

  it('has no lag before the first tick of its timer', () => {
    const own = processMetrics();
    expect(valuesOf(own.collect(), 'nodejs_eventloop_lag_mean_seconds')).toEqual({ '': 0 });
    expect(valuesOf(own.collect(), 'nodejs_eventloop_lag_max_seconds')).toEqual({ '': 0 });
    own.close();
  });
});
