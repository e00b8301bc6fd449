import { statSync } from 'node:fs';
import { parseOrigin } from '../dashboard/serve/admission.js';
import type { WebhookTarget } from '../export/webhook/webhookTarget.js';
import { bitcoin } from '../networks/bitcoin.js';
import { parseAlertWebhook } from './alertWebhook.js';
import type { Environment } from './colours.js';
import { MONITOR_SOURCE_OPTIONS, parseMonitorSource, type MonitorSource } from './monitorSource.js';
import { withDefaultNatsUrl } from './natsArguments.js';
import { parsePlaybackArguments, PLAYBACK_OPTIONS, type PlaybackArguments } from './playbackArguments.js';
import type { PoolArguments } from './poolOptions.js';
import {
  checkProxy,
  parseCount,
  parseNetwork,
  parseOptions,
  parsePort,
  parseTarget,
  refuseProxyOfSimulation,
  UsageError,
} from './arguments.js';

/** The arguments of `rxpeer dashboard`. */
export interface DashboardArguments extends PoolArguments {
  /** Show the peers of these monitors, and connect to no node; undefined: connect to the targets. */
  readonly source?: MonitorSource | undefined;
  /** Play this recording, and connect to no node; undefined: connect to the targets. */
  readonly recording?: PlaybackArguments | undefined;
  /** The number of simulated nodes to start; undefined: none. */
  readonly simulate?: number | undefined;
  /** The port of the metrics on 127.0.0.1, 0 for any free port; undefined: they are not served. */
  readonly metricsPort?: number | undefined;
  /** The folder in which the action "record" of the page creates files; undefined: the current one. */
  readonly recordingsFolder?: string | undefined;
  /** The name or IP address on which the page is served. */
  readonly host: string;
  /** The port of the page; 0: the operating system chooses a free one. */
  readonly port: number;
  /** Origins besides the page's own that may use it, as `parseOrigin` returns them. */
  readonly origins: readonly string[];
  /** Where alerts are posted; undefined: nowhere. */
  readonly alertWebhook?: WebhookTarget | undefined;
}

const DEFAULT_PORT = 8444;
const DEFAULT_SIMULATED = '8';
export const MAX_SIMULATED = 1000;

/** Parses the arguments of `rxpeer dashboard`; undefined if `--help` is among them. Throws UsageError. */
export function parseDashboardArguments(argv: readonly string[], env: Environment): DashboardArguments | undefined {
  const { values, positionals } = parseOptions(withSimulatedCount(withDefaultNatsUrl(argv)), {
    ...MONITOR_SOURCE_OPTIONS,
    ...PLAYBACK_OPTIONS,
    network: { type: 'string' },
    simulate: { type: 'string' },
    proxy: { type: 'string' },
    listen: { type: 'string' },
    metrics: { type: 'string' },
    recordings: { type: 'string' },
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: String(DEFAULT_PORT) },
    origin: { type: 'string', multiple: true, default: [] },
    'alert-webhook': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return undefined;
  const simulate = parseCount('--simulate', values.simulate, MAX_SIMULATED);
  const { proxy } = values;
  const givenNetwork = parseNetwork(values.network);
  const recording = parsePlaybackArguments(
    values,
    positionals,
    givenNetwork,
    (['nats', 'simulate', 'proxy', 'listen', 'metrics', 'alert-webhook'] as const)
      .filter((name) => values[name] !== undefined)
      .map((name) => `--${name}`),
  );
  const excluded = [
    ...positionals.slice(0, 1).map((host) => JSON.stringify(host)),
    ...(['simulate', 'proxy', 'listen'] as const)
      .filter((name) => values[name] !== undefined)
      .map((name) => `--${name}`),
  ];
  const source = parseMonitorSource(values, excluded, env);
  checkProxy(proxy);
  if (simulate !== undefined) refuseProxyOfSimulation(proxy);
  const network = givenNetwork ?? (simulate === undefined ? bitcoin.mainnet : bitcoin.regtest);
  if (values.host === '') throw new UsageError('--host: expected a name or an IP address, got ""');
  return {
    source,
    recording,
    network,
    targets: (recording === undefined ? positionals : []).map((text) => parseTarget(text, network, proxy)),
    simulate,
    proxy,
    listenPort: parsePort('--listen', values.listen),
    metricsPort: parsePort('--metrics', values.metrics),
    recordingsFolder: parseFolder(values.recordings),
    host: values.host,
    port: parsePort('--port', values.port)!,
    origins: values.origin.map(toOrigin),
    // The alerts of a recording are old, and each seek would repeat them.
    alertWebhook: recording === undefined ? parseAlertWebhook(values['alert-webhook'], env) : undefined,
  };
}

function parseFolder(folder: string | undefined): string | undefined {
  if (folder === undefined || statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return folder;
  throw new UsageError(`--recordings: expected an existing folder, got ${JSON.stringify(folder)}`);
}

function toOrigin(text: string): string {
  const origin = parseOrigin(text);
  if (origin !== undefined) return origin;
  throw new UsageError(
    `--origin: expected http(s)://HOST[:PORT] without a path, such as https://rx.example.org, got ${JSON.stringify(text)}`,
  );
}

/** Gives a `--simulate` without a number its default: parseArgs has no options with an optional value. */
export function withSimulatedCount(argv: readonly string[]): string[] {
  return argv.flatMap((argument, i) => {
    if (argument === '--simulate' && !/^\d+$/.test(argv[i + 1] ?? '')) return [`--simulate=${DEFAULT_SIMULATED}`];
    return [argument];
  });
}
