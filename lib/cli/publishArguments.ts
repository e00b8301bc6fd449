import { MAX_MONITOR_CHARACTERS } from '../export/nats/monitorName.js';
import { bitcoin } from '../networks/bitcoin.js';
import {
  checkProxy,
  parseCommandList,
  parseCount,
  parseDurationMs,
  parseNetwork,
  parseOptions,
  parsePort,
  parseTarget,
  refuseProxyOfSimulation,
  UsageError,
} from './arguments.js';
import type { Environment } from './colours.js';
import { MAX_SIMULATED, withSimulatedCount } from './dashboardArguments.js';
import { NATS_OPTIONS, parseNatsArguments, withDefaultNatsUrl, type NatsArguments } from './natsArguments.js';
import type { PoolArguments } from './poolOptions.js';
import { PUBLISH_FORMATS, type PublishFormat } from './publishFormat.js';
import { HELP_OPTION } from './watchArguments.js';

/** The arguments of `rxpeer publish`. */
export interface PublishArguments extends PoolArguments {
  readonly nats: NatsArguments;
  /** The name of this vantage point. */
  readonly monitor: string;
  readonly format: PublishFormat;
  /** The number of simulated nodes to start; undefined: none. */
  readonly simulate?: number | undefined;
  /** Only messages with these commands are published; undefined: all. */
  readonly commands?: readonly string[] | undefined;
  /** Publish the payloads of messages. */
  readonly payloads: boolean;
  /** Also publish each message alone, on a subject with its command. */
  readonly perCommand: boolean;
  /** Print the state once a second as JSON. */
  readonly json: boolean;
  /** Stop after this time; undefined: no limit. */
  readonly forMs?: number | undefined;
  /** Let the server store what monitors publish for this time; undefined: its streams stay as they are. */
  readonly historyMs?: number | undefined;
  /** The port of the metrics on 127.0.0.1, 0 for any free port; undefined: they are not served. */
  readonly metricsPort?: number | undefined;
}

/** Parses the arguments of `rxpeer publish`; undefined if `--help` is among them. Throws UsageError. */
export function parsePublishArguments(argv: readonly string[], env: Environment): PublishArguments | undefined {
  const { values, positionals } = parseOptions(withSimulatedCount(withDefaultNatsUrl(argv)), {
    ...NATS_OPTIONS,
    ...HELP_OPTION,
    monitor: { type: 'string' },
    format: { type: 'string', default: PUBLISH_FORMATS[0] },
    network: { type: 'string' },
    simulate: { type: 'string' },
    proxy: { type: 'string' },
    listen: { type: 'string' },
    'no-fetch': { type: 'boolean', default: false },
    commands: { type: 'string' },
    'no-payloads': { type: 'boolean', default: false },
    'per-command': { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    for: { type: 'string' },
    metrics: { type: 'string' },
    history: { type: 'string' },
  });
  if (values.help) return undefined;
  const simulate = parseCount('--simulate', values.simulate, MAX_SIMULATED);
  const { proxy } = values;
  checkProxy(proxy);
  if (simulate !== undefined) refuseProxyOfSimulation(proxy);
  const network = parseNetwork(values.network) ?? (simulate === undefined ? bitcoin.mainnet : bitcoin.regtest);
  const commands = parseCommandList(values.commands, [network], '--commands');
  return {
    nats: parseNatsArguments(values, env),
    monitor: parseMonitor(values.monitor),
    format: parseFormat(values.format),
    network,
    targets: positionals.map((text) => parseTarget(text, network, proxy)),
    simulate,
    proxy,
    listenPort: parsePort('--listen', values.listen),
    fetch: !values['no-fetch'],
    commands: commands && [...commands],
    payloads: !values['no-payloads'],
    perCommand: values['per-command'],
    json: values.json,
    forMs: parseDurationMs('--for', values.for),
    metricsPort: parsePort('--metrics', values.metrics),
    historyMs: parseDurationMs('--history', values.history),
  };
}

function parseMonitor(name: string | undefined): string {
  if (name === undefined) {
    throw new UsageError(
      'missing --monitor NAME: name this vantage point; each monitor on a server needs a name of its own',
    );
  }
  if (name !== '' && name.length <= MAX_MONITOR_CHARACTERS) return name;
  throw new UsageError(`--monitor: expected 1 to ${MAX_MONITOR_CHARACTERS} characters, got ${JSON.stringify(name)}`);
}

function parseFormat(text: string): PublishFormat {
  const format = PUBLISH_FORMATS.find((each) => each === text);
  if (format !== undefined) return format;
  throw new UsageError(`--format: expected ${PUBLISH_FORMATS.join(' or ')}, got ${JSON.stringify(text)}`);
}
