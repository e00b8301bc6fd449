import { parseHostPort } from '../../../base/hostPort.js';
import { KNOWN_NETWORKS } from '../../../networks/knownNetworks.js';
import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import { streamStarts } from './streamStart.js';
import type { TcpConnection } from './tcpConnections.js';

/** Which TCP connection of a pcap file to read. Needed if more than one carried data. */
export interface ChooseConnectionOptions {
  /** A port of either end of the wanted connection. Default: any. */
  port?: number | undefined;
  /** The number of the wanted connection among those that carried data, from 1; the error `AMBIGUOUS` lists them. Default: any. */
  connection?: number | undefined;
}

/** The connection that is read. */
export interface ChosenConnection {
  /** As in TcpConnection. */
  readonly index: number;
  /** Host and port of the dialler, and of the listener. */
  readonly dialler: string;
  readonly listener: string;
  /** By the host and port of an end: the sequence number before the first byte that can be read of it. */
  readonly starts: ReadonlyMap<string, number>;
  /** True if the connection is older than the recording: bytes before the first message are missing, and the dialler is guessed by the ports. */
  readonly isStartLost: boolean;
  /** The time of the first segment. */
  readonly firstAtMs: number;
}

/** The bound on the connections that the error `AMBIGUOUS` lists. */
const MAX_NAMED = 20;

/**
 * Returns the only connection that carried data and matches the options.
 *
 * Errors with CaptureError: `NO_SESSION` if there is none; `AMBIGUOUS` if there are several, which the text lists; `BYTES_LOST` if the
 * connection is older than the recording and no message of a known network begins in it.
 *
 * @param skipped a summary of the packets that held no TCP segment, for the text of `NO_SESSION`
 */
export function chooseConnection(
  connections: readonly TcpConnection[],
  { port, connection: wanted, network }: ChooseConnectionOptions & { network?: Network | undefined },
  skipped: string,
): ChosenConnection {
  const numbered = [...connections]
    .sort((a, b) => a.index - b.index)
    .map((each, i) => ({ connection: each, number: i + 1 }));
  const chosen = numbered.filter(
    ({ connection: { ends }, number }) =>
      (wanted === undefined || number === wanted) &&
      (port === undefined || ends.some(({ address }) => address.endsWith(`:${port}`))),
  );
  const [first, ...others] = chosen;
  if (first === undefined) {
    const fact =
      numbered.length === 0
        ? 'no TCP connection with data is in the recording'
        : `none of the ${numbered.length} TCP connections with data matches the options port and connection`;
    throw new CaptureError('NO_SESSION', skipped === '' ? fact : `${fact}; ${skipped}`);
  }
  if (others.length > 0) {
    const names = chosen.slice(0, MAX_NAMED).map(({ number, connection: { ends, dataBytes } }) => {
      return `${number}: ${ends.map(({ address }) => address).join(' > ')}, ${dataBytes} bytes`;
    });
    const more = chosen.length > MAX_NAMED ? `; ${chosen.length - MAX_NAMED} more` : '';
    throw new CaptureError('AMBIGUOUS', `${chosen.length} TCP connections: ${names.join('; ')}${more}`);
  }
  return toChosenConnection(first.connection, network);
}

function toChosenConnection(connection: TcpConnection, network: Network | undefined): ChosenConnection {
  const [one, two] = connection.ends.map(({ address }) => address) as [string, string];
  const isReversed = !connection.hasSyn && isListener(one, two, network);
  const [dialler, listener] = isReversed ? [two, one] : [one, two];
  const starts = streamStarts(connection);
  if (starts.size === 0) {
    throw new CaptureError(
      'BYTES_LOST',
      `${dialler} > ${listener}: neither SYN was recorded, and no message of a known network begins in the recorded data`,
    );
  }
  return {
    ...{ index: connection.index, dialler, listener, starts },
    ...{ isStartLost: !connection.hasSyn, firstAtMs: connection.firstAtMs },
  };
}

/** True for the default port of a network; if both or neither are one, for the lower port, because diallers use high ports. */
function isListener(end: string, other: string, network: Network | undefined): boolean {
  const ports = new Set(
    Array.from([...KNOWN_NETWORKS.values(), ...(network ? [network] : [])], (each) => each.defaultPort),
  );
  const [port, otherPort] = [portOf(end), portOf(other)];
  if (ports.has(port) !== ports.has(otherPort)) return ports.has(port);
  return port < otherPort;
}

function portOf(end: string): number {
  return parseHostPort(end, 0)?.port ?? 0;
}
