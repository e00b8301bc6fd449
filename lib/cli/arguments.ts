import { isIPv6 } from 'node:net';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { didYouMean } from '../base/didYouMean.js';
import { LocalProtocolError } from '../base/errors.js';
import { formatHostPort, parseHostPort } from '../base/hostPort.js';
import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';
import type { Network } from '../networks/network.js';
import { unknownNetworkText } from '../networks/networkNamed.js';
import { requireDialTarget } from '../transport/dialTarget.js';
import { parseProxy } from '../transport/proxyUrl.js';

/** The program's arguments are invalid. The message is one line: what is allowed, and what was given. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Splits the arguments into options and positional arguments.
 *
 * Throws UsageError for an unknown option, and for an option whose value is missing or not allowed.
 */
export function parseOptions<const O extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: O }>> {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // Node's messages have up to three lines.
    const line = message.replaceAll(/\s*\n\s*/g, ' ');
    const unknown = code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION' ? /'(-[^']*)'/.exec(line)?.[1] : undefined;
    throw new UsageError(unknown === undefined ? line : unknownOptionText(unknown, options), { cause: error });
  }
}

function unknownOptionText(option: string, options: object): string {
  const known = Object.keys(options).map((name) => `--${name}`);
  return `unknown option ${JSON.stringify(option)}${suggestionOrList(option, known, 'options')}`;
}

/** `: did you mean --json?`, or the list of known names if none is similar: `; known options: --network, …`. */
export function suggestionOrList(given: string, known: readonly string[], what: string): string {
  return didYouMean(given, known) || `; known ${what}: ${known.join(', ')}`;
}

/** The value of `--network`: `bitcoin.regtest`. */
export function parseNetwork(name: string | undefined): Network | undefined {
  if (name === undefined) return undefined;
  const network = KNOWN_NETWORKS.get(name);
  if (network !== undefined) return network;
  throw new UsageError(`--network: ${unknownNetworkText(name)}`);
}

/** The networks whose commands `--only` may name while the network is not known: all. */
export function networksOf(network: Network | undefined): readonly Network[] {
  return network === undefined ? [...KNOWN_NETWORKS.values()] : [network];
}

/**
 * Parses `HOST[:PORT]` or `unix:/path`. The default port is the network's.
 *
 * Throws UsageError, also for a host that cannot be reached, such as an onion address without a proxy.
 *
 * @param proxy the value of `--proxy`
 */
export function parseTarget(text: string, network: Network, proxy: string | undefined): { host: string; port: number } {
  refuseAmbiguousIPv6(text);
  const target = parseHostPort(text, network.defaultPort);
  if (target !== undefined) {
    withUsageError('HOST[:PORT]', () => requireDialTarget(target.host, target.port, proxy !== undefined));
    return target;
  }
  throw new UsageError(
    `invalid HOST[:PORT] ${JSON.stringify(text)}: expected a port from 1 to 65535, and brackets around an IPv6 host that has a port, such as [::1]:8333`,
  );
}

/**
 * `::1:8333` is an IPv6 address, but the user may mean port 8333 of `::1`; `::1:34483` is not a valid address. Refuses both, and shows
 * how to write each meaning. Text whose last group has less than four digits is accepted as an address.
 */
function refuseAmbiguousIPv6(text: string): void {
  const [, host = '', port] = /^([^[\]]+):(\d{4,5})$/.exec(text) ?? [];
  if (!isIPv6(host) || Number(port) > 65_535) return;
  const withPort = `${formatHostPort(host, Number(port))} for port ${Number(port)} of ${host}`;
  const addressOnly = isIPv6(text) ? `, or [${text}] for this address and the default port` : '';
  throw new UsageError(`ambiguous IPv6 HOST[:PORT] ${JSON.stringify(text)}: write ${withPort}${addressOnly}`);
}

/** Checks the value of `--proxy`. Throws UsageError without the user name and the password. */
export function checkProxy(url: string | undefined): void {
  withUsageError('--proxy', () => parseProxy(url, undefined));
}

/** A simulated node listens on 127.0.0.1, which a proxy on another machine would not reach. */
export function refuseProxyOfSimulation(proxy: string | undefined): void {
  if (proxy !== undefined) throw new UsageError('--proxy and --simulate exclude each other: give only one');
}

/** Calls `check`, and throws its error as a UsageError about `subject`. */
function withUsageError(subject: string, check: () => unknown): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof LocalProtocolError)) throw error;
    // Without the name of the option of the library, which the message begins with.
    const fact = error.path === '' ? error.message : error.message.slice(error.path.length + 2);
    throw new UsageError(`${subject}: ${fact.replace(/ proxy: '(.*?)'/, ' --proxy $1')}`, { cause: error });
  }
}

/** Parses the value of `--only`, or of another option: commands of these networks, separated by commas. `unknown` matches all other commands. */
export function parseCommandList(
  list: string | undefined,
  networks: readonly Network[],
  option = '--only',
): ReadonlySet<string> | undefined {
  if (list === undefined) return undefined;
  const known = [...new Set(networks.flatMap(({ messages }) => [...messages.keys()])), 'unknown'];
  const commands = list.split(',').map((command) => command.trim());
  const unknown = commands.find((command) => !known.includes(command));
  if (unknown === undefined) return new Set(commands);
  const hint = suggestionOrList(unknown, known, 'commands');
  throw new UsageError(`${option}: unknown command ${JSON.stringify(unknown)}${hint}`);
}

/** Parses a whole number from 1 to `max`. */
export function parseCount(
  option: string,
  text: string | undefined,
  max = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,15}$/.test(text) && value > 0 && value <= max) return value;
  throw new UsageError(`${option}: expected a whole number from 1 to ${max}, got ${JSON.stringify(text)}`);
}

/**
 * Parses a decimal number above 0, up to `max`.
 *
 * @param expected the text before the range in the error, such as `seconds`
 */
export function parsePositiveNumber(
  option: string,
  text: string | undefined,
  max: number,
  expected: string,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d{1,10}(\.\d+)?$/.test(text) && value > 0 && value <= max) return value;
  throw new UsageError(`${option}: expected ${expected} above 0, at most ${max}, got ${JSON.stringify(text)}`);
}

/** Parses a TCP port; 0 lets the operating system choose a free one. */
export function parsePort(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(
    `${option}: expected a port from 1 to 65535, or 0 for any free port, got ${JSON.stringify(text)}`,
  );
}

/** The longest delay of setTimeout (2^31 - 1 ms), in whole seconds. */
const MAX_DURATION_SECONDS = 2_147_483;

/** Parses a number of seconds; returns milliseconds. */
export function parseDurationMs(option: string, text: string | undefined): number | undefined {
  const seconds = parsePositiveNumber(option, text, MAX_DURATION_SECONDS, 'seconds');
  return seconds === undefined ? undefined : Math.ceil(seconds * 1000);
}
