import { isIPv6 } from 'node:net';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { formatHostPort, parseHostPort } from '../base/hostPort.js';
import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';
import type { Network } from '../networks/network.js';

/** The arguments of the program are wrong. The message is one line: what was given, what is allowed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Splits the arguments into options and positional arguments. Errors with UsageError for an unknown option. */
export function readOptions<const O extends NonNullable<ParseArgsConfig['options']>>(
  argv: readonly string[],
  options: O,
): ReturnType<typeof parseArgs<{ args: string[]; allowPositionals: true; options: O }>> {
  try {
    return parseArgs({ args: [...argv], allowPositionals: true, options });
  } catch (error) {
    // Node's messages have up to three lines.
    throw new UsageError((error as Error).message.replaceAll(/\s*\n\s*/g, ' '), { cause: error });
  }
}

export function networkOf(name: string | undefined): Network | undefined {
  if (name === undefined) return undefined;
  const network = KNOWN_NETWORKS.get(name);
  if (network !== undefined) return network;
  const known = [...KNOWN_NETWORKS.keys()];
  const similar = known.filter((each) => each.split('.').includes(name.toLowerCase()));
  const hint = similar.length === 0 ? '' : `did you mean ${similar.join(' or ')}? `;
  throw new UsageError(`unknown network ${JSON.stringify(name)}: ${hint}known are ${known.join(', ')}`);
}

export function targetOf(text: string, network: Network): { host: string; port: number } {
  refuseBareIPv6Port(text);
  const target = parseHostPort(text, network.defaultPort);
  if (target !== undefined) return target;
  throw new UsageError(
    `invalid HOST[:PORT] ${JSON.stringify(text)}: a port is 1 to 65535; put an IPv6 host in brackets when you give a port`,
  );
}

/**
 * `::1:8333` is an IPv6 address, but the user may mean the port 8333 of `::1`; `::1:34483` is no address at all. Refuses both, and
 * shows the forms that are clear. A last group of less than four digits is taken for a part of the address.
 */
function refuseBareIPv6Port(text: string): void {
  const [, host = '', port] = /^([^[\]]+):(\d{4,5})$/.exec(text) ?? [];
  if (!isIPv6(host) || Number(port) > 65_535) return;
  const withPort = `${formatHostPort(host, Number(port))} for port ${Number(port)} of ${host}`;
  const alone = isIPv6(text) ? `, or [${text}] for this address and the default port` : '';
  throw new UsageError(`unclear IPv6 HOST[:PORT] ${JSON.stringify(text)}: write ${withPort}${alone}`);
}

/** Reads a list of commands of these networks; `unknown` stands for all others. */
export function onlyOf(list: string | undefined, networks: readonly Network[]): ReadonlySet<string> | undefined {
  if (list === undefined) return undefined;
  const known = [...new Set(networks.flatMap(({ messages }) => [...messages.keys()])), 'unknown'];
  const wanted = list.split(',').map((command) => command.trim());
  const stranger = wanted.find((command) => !known.includes(command));
  if (stranger === undefined) return new Set(wanted);
  throw new UsageError(`unknown command in --only: ${JSON.stringify(stranger)}; known are ${known.join(', ')}`);
}

export function numberOf(option: string, text: string | undefined, form: RegExp, max: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (form.test(text) && value > 0 && value <= max) return value;
  throw new UsageError(`${option}: number above 0, at most ${max} expected, got ${JSON.stringify(text)}`);
}

/** A TCP port, or 0: a free one. */
export function portOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`${option}: port from 1 to 65535 expected, or 0 for a free one, got ${JSON.stringify(text)}`);
}

export function countOf(option: string, text: string | undefined): number | undefined {
  return numberOf(option, text, /^\d{1,15}$/, Number.MAX_SAFE_INTEGER);
}

/** setTimeout's longest delay. */
const MAX_FOR_SECONDS = 2_147_483;

/** Reads seconds, returns milliseconds. */
export function durationMsOf(option: string, text: string | undefined): number | undefined {
  const seconds = numberOf(option, text, /^\d{1,7}(\.\d+)?$/, MAX_FOR_SECONDS);
  return seconds === undefined ? undefined : Math.ceil(seconds * 1000);
}
