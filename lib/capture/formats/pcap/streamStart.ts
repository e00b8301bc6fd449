import { earlierSequence, type TcpConnection, type TcpEnd } from './tcpConnections.js';

/**
 * The sequence number before the first byte that is to be read of an end, by the address of the end. An end that is absent has no byte
 * that can be read.
 *
 * A SYN tells it. If one of the two SYNs was not recorded, the acknowledgement of the other end and the first data tell it, whichever is
 * earlier. If both were not recorded, the connection is older than the recording: its stream begins with the first message found.
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
