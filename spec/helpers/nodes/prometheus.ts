import { execFileSync, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filter, map, ReplaySubject } from 'rxjs';
import { projectRoot } from './projectRoot.js';
import { eventually, soon } from './soon.js';

/** Why there is no Prometheus on this machine; undefined if there is one. */
export function prometheusAbsence(): string | undefined {
  try {
    for (const program of ['prometheus', 'promtool']) execFileSync(program, ['--version'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'no prometheus and promtool in the PATH; apt-get install prometheus';
  }
}

/** One series of the answer to a query. */
export interface QueriedSeries {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [seconds: number, value: string];
}

/** A Prometheus that scrapes one target, with the alert rules of this project. */
export interface RunningPrometheus {
  /** Evaluates an expression now. Rejects if it has an error. */
  query(expr: string): Promise<QueriedSeries[]>;
  /** The `data` of a path of its HTTP API, such as `/api/v1/rules`. */
  api<T>(path: string): Promise<T>;
  stop(): Promise<void>;
}

/** Starts a Prometheus on a free port of 127.0.0.1, with a folder of its own. */
export async function startPrometheus(url: string): Promise<RunningPrometheus> {
  const { host, pathname } = new URL(url);
  const folder = await mkdtemp(join(tmpdir(), 'rxpeer-prometheus-'));
  const config = {
    global: { scrape_interval: '500ms', evaluation_interval: '1s' },
    rule_files: [join(projectRoot, 'dashboards/prometheus/alerts.yml')],
    scrape_configs: [{ job_name: 'rxpeer', metrics_path: pathname, static_configs: [{ targets: [host] }] }],
  };
  // JSON is YAML.
  await writeFile(join(folder, 'prometheus.yml'), JSON.stringify(config));
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      '--web.listen-address=127.0.0.1:0',
    ],
    { stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const log$ = new ReplaySubject<string>(1000);
  child.stderr.setEncoding('utf8').on('data', (text: string) => log$.next(text));
  const address$ = log$.pipe(
    map((text) => /msg="Listening on" address=(127\.0\.0\.1:\d+)/.exec(text)?.[1]),
    filter((found) => found !== undefined),
  );
  const address = await soon(address$, 'port of Prometheus', 30_000);
  // It listens before it has read its storage, and answers 503 until then.
  await eventually(
    async () => (await fetch(`http://${address}/-/ready`)).status,
    (status) => status === 200,
    'readiness of Prometheus',
  );

  async function api<T>(path: string, body?: URLSearchParams): Promise<T> {
    const answer = await fetch(`http://${address}${path}`, body === undefined ? {} : { method: 'POST', body });
    const { data, error, status } = (await answer.json()) as { data: T; error?: string; status: string };
    if (status !== 'success') throw new Error(`${String(body ?? path)}: ${error ?? status}`);
    return data;
  }

  return {
    api,
    query: async (expr) => {
      const data = await api<{ result: QueriedSeries[] }>('/api/v1/query', new URLSearchParams({ query: expr }));
      return data.result;
    },
    async stop() {
      if (child.exitCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}
