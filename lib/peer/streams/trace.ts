import { concatMap, type Observable } from 'rxjs';
import { escapeText } from '../../base/escapeText.js';
import { hexdumpLines } from '../../wire/hexdump.js';
import { timeText } from '../../base/timeText.js';
import type { Message } from '../../messages/table.js';
import { summary } from '../../wire/summary.js';
import type { Peer } from '../peer.js';
import type { Traffic } from './traffic.js';

/** Options of `trace`. */
export interface TraceOptions {
  /** True: after each message its payload in the format of `hexdump -C`. Default false. */
  hexdump?: boolean | undefined;
}

/**
 * Log lines, one per message in both directions: time, peer, direction, command, summary. Control characters of the remote are escaped.
 *
 *     2026-01-02T03:04:05.678Z #1 127.0.0.1:8333 <- inv 3 tx
 *
 * Hot, as `traffic$` is; completes when the peer ends.
 */
export function trace<Msg extends Message = Message>(
  peer: Pick<Peer<Msg>, 'id' | 'address' | 'traffic$'>,
  { hexdump = false }: TraceOptions = {},
): Observable<string> {
  const peerName = `#${peer.id} ${escapeText(peer.address)}`;
  return peer.traffic$.pipe(
    concatMap((traffic) => [lineOf(peerName, traffic), ...(hexdump ? hexdumpLines(traffic.payload) : [])]),
  );
}

function lineOf(peerName: string, traffic: Traffic): string {
  const { atMs, direction, command, payload } = traffic;
  const message = traffic.message();
  const arrow = direction === 'received' ? '<-' : '->';
  const rest = message === undefined ? `cannot be decoded, ${payload.length} bytes` : summary(message, payload.length);
  return `${timeText(atMs)} ${peerName} ${arrow} ${escapeText(command)} ${escapeText(rest)}`.trimEnd();
}
