import { filter, map, merge, tap, type Observable } from 'rxjs';
import { escapeText } from '../bytes/escapeText.js';
import { CaptureError } from '../capture/captureError.js';
import type { CaptureRecord } from '../capture/captureRecord.js';
import { record } from '../capture/record.js';
import { writeCaptureFile } from '../capture/writeCaptureFile.js';
import type { PeerError } from '../errors.js';
import type { Peer } from '../peer/peer.js';
import { eachTarget, type TargetEnded } from './eachTarget.js';
import { placed } from './errorText.js';
import type { Io } from './io.js';
import type { RecordArguments } from './recordArguments.js';
import { untilTimeIsUp } from './watch.js';
import { observePeer } from './watchPeer.js';

/** `rxpeer record`: writes down what passes until it is told to end (0), or all connections have ended, or the file fails (1). */
export async function recordFile(options: RecordArguments, io: Io): Promise<number> {
  const { append, fetch, format, forMs, network, overwrite, path } = options;
  const tell = (text: string): void => void io.stderr.write(`rxpeer: ${escapeText(text)}\n`);
  let wasTold = false;
  const stop$ = untilTimeIsUp(io, forMs).stop$.pipe(tap(() => (wasTold = true)));

  const record$ = eachTarget<RecordEvent>(options, (target) =>
    observePeer({ ...target, network, fetch, stop$ }, recordAndFaults),
  ).pipe(
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
    return wasTold ? 0 : 1;
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
