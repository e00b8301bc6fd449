import { filter, map, merge, tap, type Observable } from 'rxjs';
import { escapeText } from '../base/escapeText.js';
import { CaptureError } from '../capture/captureError.js';
import type { CaptureRecord } from '../capture/captureRecord.js';
import { record } from '../capture/record.js';
import { writeCaptureFile } from '../capture/files/writeCaptureFile.js';
import type { PeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import type { Peer } from '../peer/peer.js';
import { eachTarget, type TargetEnded } from './eachTarget.js';
import { placed } from './errorText.js';
import type { Io } from './io.js';
import { reconnect } from './reconnect.js';
import type { RecordArguments } from './recordArguments.js';
import { untilTimeIsUp } from './watch.js';
import { observePeer } from './watchPeer.js';

/** `rxpeer record`: records until it is stopped (0), or until all connections have ended or the file fails (1). */
export async function recordFile(options: RecordArguments, io: Io): Promise<number> {
  const { append, fetch, format, forMs, network, overwrite, path } = options;
  const tell = (text: string): void => void io.stderr.write(`rxpeer: ${escapeText(text)}\n`);
  let isStopped = false;
  const stop$ = untilTimeIsUp(io, forMs).stop$.pipe(tap(() => (isStopped = true)));

  const record$ = eachTarget<RecordEvent>(options, (target) => {
    const address = formatHostPort(target.host, target.port);
    const event$ = observePeer({ ...target, network, fetch, stop$ }, recordAndFaults);
    const onWait = (delayMs: number): void => tell(`${address}: connecting again in ${delayMs / 1000} s`);
    return options.reconnect ? event$.pipe(reconnect({ stop$, onWait })) : event$;
  }).pipe(
    tap((event) => {
      if (event.kind !== 'record') tell(placed(event.address, event.error.message));
    }),
    filter((event) => event.kind === 'record'),
    map(({ record: each }) => each),
  );
  try {
    const onFault = (error: Error): void => tell(error.message);
    const { records, bytes } = await writeCaptureFile(path, record$, { append, format, network, overwrite, onFault });
    tell(`${records} records, ${bytes} bytes in ${path}`);
    return isStopped ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    tell(error.message);
    return 1;
  }
}

type RecordEvent =
  | { readonly kind: 'record'; readonly record: CaptureRecord }
  | { readonly kind: 'fault'; readonly address: string; readonly error: PeerError }
  | TargetEnded;

function recordAndFaults(peer: Peer): Observable<RecordEvent> {
  const { address, faults$ } = peer;
  return merge(
    record(peer).pipe(map((each) => ({ kind: 'record', record: each }) as const)),
    faults$.pipe(map((error) => ({ kind: 'fault', address, error }) as const)),
  );
}
