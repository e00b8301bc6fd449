import { parseOrigin } from '../dashboard/serve/admission.js';
import { parseTargetText, type BridgeTarget } from '../bridge/allowedTargets.js';
import { BRIDGE_LIMITS } from '../bridge/serveBridge.js';
import { requireDialTarget } from '../transport/dialTarget.js';
import { LocalProtocolError } from '../base/errors.js';
import { parseCount, parseDurationMs, parseOptions, parsePort, UsageError } from './arguments.js';

/** The arguments of `rxpeer bridge`. */
export interface BridgeArguments {
  /** The nodes that can be reached, at least one. */
  readonly allow: readonly BridgeTarget[];
  /** The name or IP address on which the bridge listens. */
  readonly host: string;
  /** The port of the bridge; 0: the operating system chooses a free one. */
  readonly port: number;
  /** The origins of the pages that may use the bridge, as `parseOrigin` returns them. */
  readonly origins: readonly string[];
  /** The file with the token; undefined: a random one. */
  readonly tokenFile: string | undefined;
  /** The maximum number of connections. */
  readonly maxConnections: number;
  /** The maximum number of connections of one client. */
  readonly maxPerClient: number;
  readonly idleTimeoutMs: number;
}

const DEFAULT_PORT = 8445;
const MAX_CONNECTIONS = 1000;

/** Parses the arguments of `rxpeer bridge`; undefined if `--help` is among them. Throws UsageError. */
export function parseBridgeArguments(argv: readonly string[]): BridgeArguments | undefined {
  const { values, positionals } = parseOptions(argv, {
    allow: { type: 'string', multiple: true, default: [] },
    listen: { type: 'string', default: String(DEFAULT_PORT) },
    host: { type: 'string', default: '127.0.0.1' },
    origin: { type: 'string', multiple: true, default: [] },
    'token-file': { type: 'string' },
    'max-connections': { type: 'string' },
    'max-per-client': { type: 'string' },
    'idle-timeout': { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  });
  if (values.help) return undefined;
  if (positionals.length > 0) {
    throw new UsageError(
      `unexpected argument ${JSON.stringify(positionals[0])}: name the nodes with --allow HOST:PORT`,
    );
  }
  const allow = values.allow.flatMap((list) => list.split(',')).map((text) => toTarget(text.trim()));
  if (allow.length === 0) throw new UsageError('--allow: name the nodes that pages may reach: --allow HOST:PORT[,…]');
  if (values.host === '') throw new UsageError('--host: expected a name or an IP address, got ""');
  if (values['token-file'] === '') throw new UsageError('--token-file: expected the name of a file, got ""');
  return {
    allow,
    host: values.host,
    port: parsePort('--listen', values.listen)!,
    origins: values.origin.map(toPageOrigin),
    tokenFile: values['token-file'],
    maxConnections:
      parseCount('--max-connections', values['max-connections'], MAX_CONNECTIONS) ?? BRIDGE_LIMITS.maxConnections,
    maxPerClient:
      parseCount('--max-per-client', values['max-per-client'], MAX_CONNECTIONS) ?? BRIDGE_LIMITS.maxPerClient,
    idleTimeoutMs: parseDurationMs('--idle-timeout', values['idle-timeout']) ?? BRIDGE_LIMITS.idleTimeoutMs,
  };
}

function toTarget(text: string): BridgeTarget {
  const target = parseTargetText(text);
  if (target === undefined) {
    throw new UsageError(
      `--allow: expected HOST:PORT, such as 127.0.0.1:8333 or [::1]:8333, got ${JSON.stringify(text)}`,
    );
  }
  try {
    requireDialTarget(target.host, target.port, false);
  } catch (error) {
    if (!(error instanceof LocalProtocolError)) throw error;
    throw new UsageError(`--allow: ${JSON.stringify(text)} cannot be reached: the bridge uses no proxy`, {
      cause: error,
    });
  }
  return target;
}

function toPageOrigin(text: string): string {
  const origin = parseOrigin(text);
  if (origin !== undefined) return origin;
  throw new UsageError(
    `--origin: expected http(s)://HOST[:PORT] of a page, without a path, such as https://app.example.org, got ${JSON.stringify(text)}`,
  );
}
