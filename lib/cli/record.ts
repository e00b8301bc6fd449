import { filter, map, merge, tap, type Observable } from 'rxjs';
import { CaptureError } from '../capture/captureError.js';
import type { CaptureRecord } from '../capture/captureRecord.js';
import { record } from '../capture/record.js';
import { writeCaptureFile } from '../capture/files/writeCaptureFile.js';
import type { PeerError } from '../base/errors.js';
import { formatHostPort } from '../base/hostPort.js';
import type { Peer } from '../peer/peer.js';
import { errorLine, withAddress } from './errorLine.js';
import type { Io } from './io.js';
import { mergeTargets } from './mergeTargets.js';
import { reconnect } from './reconnect.js';
import type { RecordArguments } from './recordArguments.js';
import { stopAfter } from './watch.js';
import type { TargetEnded } from './watchEvent.js';
import { observePeer } from './watchPeer.js';

/**
 * `rxpeer record`: records the connections to the targets.
 *
 * @returns the exit code: 0 after `io.stop$` or `--for`; 1 after all connections have ended, or if the file cannot be written
 */
export async function recordFile(options: RecordArguments, io: Io): Promise<number> {
  const { append, fetch, format, forMs, network, overwrite, path, proxy, withSecrets } = options;
  const report = (text: string): void => void io.stderr.write(errorLine(text));
  let isStopped = false;
  const stop$ = stopAfter(io, forMs).stop$.pipe(tap(() => (isStopped = true)));

  const record$ = mergeTargets<RecordEvent>(options, (target) => {
    const address = formatHostPort(target.host, target.port);
    const event$ = observePeer({ ...target, network, fetch, proxy, stop$ }, (peer) => recordEvents(peer, withSecrets));
    const onWait = (delayMs: number): void => report(`${address}: connecting again in ${delayMs / 1000} s`);
    return options.reconnect ? event$.pipe(reconnect({ stop$, onWait })) : event$;
  }).pipe(
    tap((event) => {
      if (event.kind !== 'record') report(withAddress(event.address, event.error.message));
    }),
    filter((event) => event.kind === 'record'),
    map(({ record: each }) => each),
  );
  try {
    const onFault = (error: Error): void => report(error.message);
    const { records, bytes } = await writeCaptureFile(path, record$, { append, format, network, overwrite, onFault });
    report(`wrote ${records} records, ${bytes} bytes, to ${path}`);
    return isStopped ? 0 : 1;
  } catch (error) {
    if (!(error instanceof CaptureError)) throw error;
    report(error.message);
    return 1;
  }
}

type RecordEvent =
  | { readonly kind: 'record'; readonly record: CaptureRecord }
  | { readonly kind: 'fault'; readonly address: string; readonly error: PeerError }
  | TargetEnded;

function recordEvents(peer: Peer, secrets: boolean): Observable<RecordEvent> {
  const { address, faults$ } = peer;
  return merge(
    record(peer, { secrets }).pipe(map((each) => ({ kind: 'record', record: each }) as const)),
    faults$.pipe(map((error) => ({ kind: 'fault', address, error }) as const)),
  );
}
