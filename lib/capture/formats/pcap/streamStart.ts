import { earlierSequence, type TcpConnection, type TcpEnd } from './tcpConnections.js';

/**
 * By the address of each end: the sequence number before the first byte that can be read of it. An end from which no byte can be read is
 * absent.
 *
 * It is the number of the end's SYN. If only the other end's SYN was recorded, it follows from the first acknowledgement by the other end or
 * the first data, whichever is earlier. If neither SYN was recorded, the connection is older than the recording, and its stream begins with
 * the first message that was found.
 */
export function streamStarts(connection: TcpConnection): ReadonlyMap<string, number> {
  const starts = new Map<string, number>();
  for (const end of connection.ends) {
    const start = startOf(end, connection.hasSyn);
    if (start !== undefined) starts.set(end.address, start);
  }
  return starts;
}

function startOf(end: TcpEnd, hasSyn: boolean): number | undefined {
  if (end.synSequence !== undefined) return end.synSequence;
  const first = hasSyn ? earlierSequence(end.acknowledged, end.dataSequence) : end.frameSequence;
  return first === undefined ? undefined : (first - 1) >>> 0;
}
