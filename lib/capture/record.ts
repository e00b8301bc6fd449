import { concat, concatMap, defer, map, of, type Observable } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { Peer } from '../peer/peer.js';
import type { CaptureRecord, ClosedRecord, OpenedRecord } from './captureRecord.js';
import { transportFields } from './recordedTransport.js';
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
 * Emits `opened` at subscription (when its first bytes pass, if the transport is not known before or is v2) and `closed` when the peer closes, then completes. Hot, as `peer.bytes$` is: bytes before the subscription
 * are not recorded, so subscribe in `onPeer` to record the handshake too. Without a subscriber it costs nothing. The bytes of a record are
 * not changed afterwards. Never errors: if the peer ends with an error, `closed` contains it.
 *
 * @example
 * connect({ network, host, onPeer: (peer) => record(peer).subscribe(console.log) }).subscribe();
 */
export function record(
  peer: Pick<Peer, 'id' | 'network' | 'direction' | 'transport' | 'address' | 'scheduler' | 'bytes$' | 'closed$'>,
  { session = peer.id }: RecordOptions = {},
): Observable<CaptureRecord> {
  const { address, bytes$, closed$, direction, network, scheduler } = peer;
  return defer(() => {
    const atMs = wallClockMs(scheduler);
    const opened = (): OpenedRecord => ({
      ...{ kind: 'opened', session, atMs, network: network.name, direction, address },
      ...transportFields(peer.transport),
    });
    const record$ = concat(
      bytes$.pipe(map((passed) => ({ kind: 'bytes', session, ...passed }) as const)),
      closed$.pipe(
        map((reason) => ({ kind: 'closed', session, atMs: wallClockMs(scheduler), ...closeFieldsOf(reason) }) as const),
      ),
    );
    if (peer.transport?.version === 1) return concat(of(opened()), record$);
    // The session id of v2 is known when the first bytes pass.
    return record$.pipe(concatMap((record, i) => (i === 0 ? [opened(), record] : [record])));
  });
}

function closeFieldsOf(reason: CloseReason): Pick<ClosedRecord, 'by' | 'error'> {
  if (reason.by !== 'fault') return { by: reason.by };
  return { by: 'fault', error: toRecordedError(reason.error) };
}
