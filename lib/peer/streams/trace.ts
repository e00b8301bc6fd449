import { concatMap, type Observable } from 'rxjs';
import { escapeText } from '../../base/escapeText.js';
import { hexdumpLines } from '../../wire/hexdump.js';
import { timeText } from '../../base/timeText.js';
import type { Message } from '../../messages/table.js';
import { summary } from '../../wire/summary.js';
import type { Peer, Traffic } from '../peer.js';

export interface TraceOptions {
  /** Behind each message its payload, as `hexdump -C` shows bytes. Default false. */
  hexdump?: boolean | undefined;
}

/**
 * Lines for a log, one a message in both directions: time, peer, direction, command, summary. Safe to print whatever the remote has said.
 *
 *     2026-01-02T03:04:05.678Z #1 127.0.0.1:8333 <- inv 3 tx
 *
 * Hot as `traffic$`; completes when the peer ends. Unused it costs nothing.
 */
export function trace<Msg extends Message = Message>(
  peer: Pick<Peer<Msg>, 'id' | 'address' | 'traffic$'>,
  { hexdump = false }: TraceOptions = {},
): Observable<string> {
  const who = `#${peer.id} ${escapeText(peer.address)}`;
  return peer.traffic$.pipe(
    concatMap((traffic) => [lineOf(who, traffic), ...(hexdump ? hexdumpLines(traffic.payload) : [])]),
  );
}

function lineOf(who: string, { atMs, direction, command, message, payload }: Traffic): string {
  const arrow = direction === 'received' ? '<-' : '->';
  const rest = message === undefined ? `cannot be read, ${payload.length} bytes` : summary(message, payload.length);
  return `${timeText(atMs)} ${who} ${arrow} ${escapeText(command)} ${escapeText(rest)}`.trimEnd();
}
