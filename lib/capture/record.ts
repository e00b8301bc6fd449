import { concat, defer, map, of, type Observable } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import type { CloseReason, Peer } from '../peer/peer.js';
import type { CaptureRecord, ClosedRecord } from './captureRecord.js';
import { toRecordedError } from './replay/recordedError.js';

export interface RecordOptions {
  /** Which connection of the recording this is. Default: the peer's id, which tells the peers of a process apart. */
  session?: number | undefined;
}

/**
 * What passes between a peer and its remote, both ways, as records: `writeCaptureFile` keeps them, `replay` plays them.
 *
 *     record(peer)  o-b--b---b--(c|)        o opened, b bytes, c closed
 *
 * Attach it in `onPeer`, so that the handshake is in it. Hot as `peer.bytes$`: subscribe at once. Unused it costs nothing. Nobody
 * writes to the bytes of a record again.
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
      map((reason) => ({ kind: 'closed', session, atMs: wallClockMs(scheduler), ...reasonOf(reason) }) as const),
    ),
  );
}

function reasonOf(reason: CloseReason): Pick<ClosedRecord, 'by' | 'error'> {
  if (reason.by !== 'fault') return { by: reason.by };
  return { by: 'fault', error: toRecordedError(reason.error) };
}
