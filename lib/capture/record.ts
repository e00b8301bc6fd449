import { concat, concatMap, defer, EMPTY, map, merge, of, type Observable, type OperatorFunction } from 'rxjs';
import { wallClockMs } from '../base/clock.js';
import type { CloseReason } from '../peer/closeReason.js';
import type { Peer } from '../peer/peer.js';
import type { CaptureRecord, ClosedRecord, OpenedRecord, RawBytesRecord, SecretsRecord } from './captureRecord.js';
import { transportFields } from './recordedTransport.js';
import { toRecordedError } from './replay/recordedError.js';

/** Options of record. */
export interface RecordOptions {
  /** The number of this connection in the recording, from 1. Default: the peer's id, which is unique within the process. */
  session?: number | undefined;
  /**
   * True: for a v2 connection, also records the encrypted bytes (`rawBytes`) and the secrets that decrypt them (`secrets`), for studying
   * the transport. A reader of these records can read the connection, and forge its packets while it is open. Adds nothing for a v1
   * connection, for a replayed connection, and if the keys are already known at the subscription. Default false: neither is kept anywhere.
   */
  secrets?: boolean | undefined;
}

type RecordedPeer = Pick<Peer, 'id' | 'network' | 'direction' | 'transport' | 'address' | 'scheduler'> &
  Pick<Peer, 'bytes$' | 'encrypted$' | 'closed$'>;

/**
 * Emits all bytes that a peer receives and sends as records, which `writeCaptureFile` stores and `replay` plays.
 *
 *     record(peer)  o-b--b---b--(c|)        o opened, b bytes, c closed
 *
 * Emits `opened` at subscription (when its first bytes pass, if the transport is not known before or is v2) and `closed` when the peer closes, then
 * completes. Hot, as `peer.bytes$` is: bytes before the subscription are not recorded, so subscribe in `onPeer` to record the handshake
 * too. Without a subscriber no bytes are copied. The bytes of a record are not changed afterwards. Never errors: if the peer ends with an
 * error, `closed` contains it.
 *
 * With `secrets` the raw bytes of a received chunk precede the packets that it completes, and the raw bytes of a sent message precede its
 * packet. `opened` waits for the session id: until then at most the keys and garbage of both sides are held back, which are 8,318 bytes and
 * one chunk. A v2 connection that ends earlier has raw bytes without `secrets`, and its `opened` has no `transport`.
 *
 * @example
 * connect({ network, host, onPeer: (peer) => record(peer).subscribe(console.log) }).subscribe();
 */
export function record(
  peer: RecordedPeer,
  { secrets = false, session = peer.id }: RecordOptions = {},
): Observable<CaptureRecord> {
  const { address, bytes$, closed$, direction, network, scheduler } = peer;
  return defer(() => {
    const atMs = wallClockMs(scheduler);
    const opened = (): OpenedRecord => ({
      ...{ kind: 'opened', session, atMs, network: network.name, direction, address },
      ...transportFields(peer.transport),
    });
    const record$ = concat(
      merge(
        bytes$.pipe(map((passed) => ({ kind: 'bytes', session, ...passed }) as const)),
        secrets ? secretRecords(peer, session) : EMPTY,
      ),
      closed$.pipe(
        map((reason) => ({ kind: 'closed', session, atMs: wallClockMs(scheduler), ...closeFieldsOf(reason) }) as const),
      ),
    );
    if (peer.transport?.version === 1) return concat(of(opened()), record$);
    // The session id of v2 is known when the first packet passes; raw bytes pass before.
    const isKnown = ({ kind }: CaptureRecord): boolean =>
      kind !== 'rawBytes' || peer.transport?.sessionId !== undefined;
    return record$.pipe(openWhen(isKnown, opened));
  });
}

function secretRecords(peer: RecordedPeer, session: number): Observable<RawBytesRecord | SecretsRecord> {
  // Raw bytes that begin after the key exchange cannot be decrypted.
  if (peer.transport?.sessionId !== undefined) return EMPTY;
  return peer.encrypted$.pipe(map((event) => ({ session, ...event })));
}

/** Holds records back until one of them satisfies `isKnown`, and then emits `opened` before them. */
function openWhen(
  isKnown: (record: CaptureRecord) => boolean,
  opened: () => OpenedRecord,
): OperatorFunction<CaptureRecord, CaptureRecord> {
  return (record$) =>
    defer(() => {
      let waiting: CaptureRecord[] | undefined = [];
      return record$.pipe(
        concatMap((record) => {
          if (waiting === undefined) return [record];
          waiting.push(record);
          if (!isKnown(record)) return [];
          const records = [opened(), ...waiting];
          waiting = undefined;
          return records;
        }),
      );
    });
}

function closeFieldsOf(reason: CloseReason): Pick<ClosedRecord, 'by' | 'error'> {
  if (reason.by !== 'fault') return { by: reason.by };
  return { by: 'fault', error: toRecordedError(reason.error) };
}
