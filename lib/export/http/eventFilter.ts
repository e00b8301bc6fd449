import { didYouMean } from '../../base/didYouMean.js';
import { show } from '../../base/show.js';
import { KNOWN_NETWORKS } from '../../networks/knownNetworks.js';
import type { ExportEvent } from '../events/exportEvent.js';

/** The kinds of events. */
export const EVENT_KINDS: readonly ExportEvent['kind'][] = [
  'message',
  'joined',
  'left',
  'failed',
  'fault',
  'ping',
  'exchange',
];

/** The parameters of a query that filter events. */
export const FILTER_PARAMETERS = ['kinds', 'commands', 'direction', 'peer', 'address', 'monitor'] as const;

/** The maximum number of values of one parameter. */
export const MAX_FILTER_VALUES = 100;

/** The facts about an event that a filter uses. They do not keep the peer or the payload in memory. */
export interface EventFacts {
  readonly kind: ExportEvent['kind'];
  /** `host:port` of the remote. */
  readonly address: string;
  /** Absent for a failed connection of a pool. */
  readonly peerId?: number | undefined;
  readonly monitor?: string | undefined;
  /** Absent unless it is a message. */
  readonly command?: string | undefined;
  /** Absent unless it is a message. */
  readonly direction?: 'received' | 'sent' | undefined;
}

export function factsOf(event: ExportEvent): EventFacts {
  const { kind, peer } = event;
  const facts = {
    kind,
    address: kind === 'failed' ? event.address : event.peer.address,
    peerId: peer?.id,
    monitor: peer?.monitor,
  };
  return kind === 'message' ? { ...facts, command: event.traffic.command, direction: event.traffic.direction } : facts;
}

/** A filter of the events that a client wants. */
export type EventFilter = (facts: EventFacts) => boolean;

/** The query is not allowed; the message states what is allowed. */
export class FilterError extends Error {}

/**
 * The filter of a query: an event passes if it matches each parameter that is given. docs/embedding.md describes the parameters.
 *
 * Throws FilterError for an unknown parameter, and for a value that is not allowed.
 *
 * @param commands the commands that can be named, besides `unknown`. Default: those of the library's networks
 * @param otherParameters names of parameters that are ignored
 */
export function parseEventFilter(
  query: URLSearchParams,
  commands: ReadonlySet<string> = KNOWN_COMMANDS,
  otherParameters: readonly string[] = [],
): EventFilter {
  const allowed = [...FILTER_PARAMETERS, ...otherParameters];
  for (const name of query.keys()) {
    if (!allowed.includes(name)) throw new FilterError(`unknown parameter ${show(name)}${hint(name, allowed)}`);
  }
  const kinds = valuesOf(query, 'kinds', EVENT_KINDS);
  const wantedCommands = valuesOf(query, 'commands', [...commands, 'unknown']);
  const directions = valuesOf(query, 'direction', ['received', 'sent']);
  const ids = valuesOf(query, 'peer');
  const addresses = valuesOf(query, 'address');
  const monitors = valuesOf(query, 'monitor');
  const badId = [...(ids ?? [])].find((id) => !/^\d{1,15}$/.test(id));
  if (badId !== undefined)
    throw new FilterError(`peer: the number of a peer expected, got ${show(badId)}; give an address as address=`);
  const onlyMessages = kinds === undefined && (wantedCommands !== undefined || directions !== undefined);

  return ({ address, command, direction, kind, monitor, peerId }) => {
    if (onlyMessages && kind !== 'message') return false;
    if (kinds?.has(kind) === false || addresses?.has(address) === false) return false;
    if (ids?.has(String(peerId)) === false || monitors?.has(monitor ?? '') === false) return false;
    if (direction !== undefined && directions?.has(direction) === false) return false;
    return command === undefined || wantedCommands?.has(commands.has(command) ? command : 'unknown') !== false;
  };
}

/** The commands of the library's networks. */
export const KNOWN_COMMANDS: ReadonlySet<string> = new Set(
  [...KNOWN_NETWORKS.values()].flatMap(({ messages }) => [...messages.keys()]),
);

/** The values of a parameter, which may be repeated and may be lists with commas; undefined if it is not given. */
function valuesOf(query: URLSearchParams, name: string, allowed?: readonly string[]): ReadonlySet<string> | undefined {
  const given = query.getAll(name);
  if (given.length === 0) return undefined;
  const values = given.flatMap((list) => list.split(',')).map((value) => value.trim());
  if (values.length > MAX_FILTER_VALUES) {
    throw new FilterError(`${name}: at most ${MAX_FILTER_VALUES} values expected, got ${values.length}`);
  }
  for (const value of values) {
    if (value === '') throw new FilterError(`${name}: a value expected, got an empty text`);
    if (allowed !== undefined && !allowed.includes(value)) {
      throw new FilterError(`${name}: unknown value ${show(value)}${hint(value, allowed)}`);
    }
  }
  return new Set(values);
}

function hint(given: string, known: readonly string[]): string {
  return didYouMean(given, known) || `; known: ${known.join(', ')}`;
}
