import { concat, defer, map, of, type Observable } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { Peer } from '../peer/peer.js';
import type { CaptureRecord, ClosedRecord } from './captureRecord.js';
import { toRecordedError } from './replay/recordedError.js';

/** Options of record. */
export interface RecordOptions {
  /** The number of this connection in the recording, from 1. Default: the peer's id, which is unique within the process. */
  session?: number | undefined;
}

/**
 * Emits all bytes that a peer receives and sends as records, which `writeCaptureFile` stores and `replay` plays.
 *
 *     record(peer)  o-b--b---b--(c|)        o opened, b bytes, c closed
 *
 * Emits `opened` at subscription and `closed` when the peer closes, then completes. Hot, as `peer.bytes$` is: bytes before the subscription
 * are not recorded, so subscribe in `onPeer` to record the handshake too. Without a subscriber it costs nothing. The bytes of a record are
 * not changed afterwards. Never errors: if the peer ends with an error, `closed` contains it.
 *
 * @example
 * connect({ network, host, onPeer: (peer) => record(peer).subscribe(console.log) }).subscribe();
 */
export function record(
  peer: Pick<Peer, 'id' | 'network' | 'direction' | 'address' | 'scheduler' | 'bytes$' | 'closed$'>,
  { session = peer.id }: RecordOptions = {},
): Observable<CaptureRecord> {
  const { address, bytes$, closed$, direction, network, scheduler } = peer;
  return concat(
    defer(() =>
      of({ kind: 'opened', session, atMs: wallClockMs(scheduler), network: network.name, direction, address } as const),
    ),
    bytes$.pipe(map((passed) => ({ kind: 'bytes', session, ...passed }) as const)),
    closed$.pipe(
      map((reason) => ({ kind: 'closed', session, atMs: wallClockMs(scheduler), ...closeFieldsOf(reason) }) as const),
    ),
  );
}

function closeFieldsOf(reason: CloseReason): Pick<ClosedRecord, 'by' | 'error'> {
  if (reason.by !== 'fault') return { by: reason.by };
  return { by: 'fault', error: toRecordedError(reason.error) };
}
