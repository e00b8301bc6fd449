import { CaptureError } from '../captureError.js';
import type { TcpConnection } from './tcpConnections.js';

export interface ChooseConnectionOptions {
  /** A port of either end of the wanted connection. */
  port?: number | undefined;
  /** Its number among the file's connections that carried data, from 1: the error `AMBIGUOUS` tells them. */
  connection?: number | undefined;
}

/** How many connections the error for too many of them names. */
const MAX_NAMED = 20;

/**
 * The one connection that carried data and is meant.
 *
 * Errors with CaptureError `NO_SESSION`, `AMBIGUOUS`, and `BYTES_LOST` where its beginning was not recorded.
 */
export function chooseConnection(
  connections: readonly TcpConnection[],
  { port, connection: wanted }: ChooseConnectionOptions,
): TcpConnection {
  const numbered = connections.filter(({ dataBytes }) => dataBytes > 0).map((each, i) => ({ ...each, number: i + 1 }));
  const chosen = numbered.filter(
    ({ ends, number }) =>
      (wanted === undefined || number === wanted) &&
      (port === undefined || ends.some((end) => end.endsWith(`:${port}`))),
  );
  const [first, ...others] = chosen;
  if (first === undefined) {
    throw new CaptureError('NO_SESSION', `none of ${numbered.length} TCP connections with data is the wanted one`);
  }
  if (others.length > 0) {
    const names = chosen.slice(0, MAX_NAMED).map(({ number, ends, dataBytes }) => {
      return `${number}: ${ends.join(' > ')}, ${dataBytes} bytes`;
    });
    const more = chosen.length > MAX_NAMED ? `; ${chosen.length - MAX_NAMED} more` : '';
    throw new CaptureError('AMBIGUOUS', `${chosen.length} TCP connections: ${names.join('; ')}${more}`);
  }
  const missing = first.ends.filter((end) => !first.starts.has(end));
  if (missing.length > 0) {
    throw new CaptureError('BYTES_LOST', `${first.ends.join(' > ')}: no SYN of ${missing.join(', ')} was recorded`);
  }
  return connections[first.index]!;
}
