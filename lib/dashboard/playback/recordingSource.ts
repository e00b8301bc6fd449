import type { CaptureRecord } from '../../capture/captureRecord.js';
import { invalidOption } from '../../base/optionChecks.js';
import { escapeText } from '../../base/escapeText.js';
import { KNOWN_NETWORKS } from '../../networks/knownNetworks.js';
import type { Network } from '../../networks/network.js';
import { unknownNetworkText } from '../../networks/networkNamed.js';
import { NoticeList } from './noticeList.js';
import type { PlaybackSource } from './playbackSource.js';
import { RecordingPass } from './recordingPass.js';
import { RecordingScan } from './recordingScan.js';

/** Characters of a title. */
const MAX_TITLE_CHARACTERS = 200;

/** Options of recordingSource. */
export interface RecordingSourceOptions {
  /** What is played, for people: the name of the file. */
  readonly title: string;
  /** Play the connections of this network. Default: the network of the first connection. */
  readonly network?: Network | undefined;
  /** Gets the errors for data that could not be read. Default: a new list. */
  readonly notices?: NoticeList | undefined;
}

/**
 * A recording as the source of a playback. Resolves when its first connection is read; its end and its marks are found while it is played. Each pass
 * reads it again from the start, because the state at any time needs the handshakes of the open connections and everything that was counted before.
 *
 * Rejects with the error of the source, with CaptureError `NO_SESSION`, and with LocalProtocolError `INVALID_OPTION` for a network that the library
 * does not know.
 *
 * @param records can be iterated again for each pass, as `readCaptureFile` returns it
 */
export async function recordingSource(
  records: Iterable<CaptureRecord> | AsyncIterable<CaptureRecord>,
  { network: chosen, notices = new NoticeList(), title }: RecordingSourceOptions,
): Promise<PlaybackSource> {
  const scan = new RecordingScan(records, ({ message }) => notices.add(`The end of the recording: ${message}`));
  await scan.begin();
  const { fromMs } = scan;
  const network = chosen ?? KNOWN_NETWORKS.get(scan.network);
  if (network === undefined) {
    scan.stop();
    invalidOption('network', unknownNetworkText(scan.network));
  }
  return {
    kind: 'recording',
    title: escapeText(title.slice(0, MAX_TITLE_CHARACTERS)),
    network,
    fromMs,
    get toMs() {
      return scan.toMs;
    },
    get isComplete() {
      return scan.isComplete;
    },
    get marks() {
      return scan.marks;
    },
    notices,
    changed$: scan.changed$,
    canReadOn: () => true,
    open: (_, onResume) => new RecordingPass({ records, network, startMs: fromMs, notices, onResume }),
    close: () => scan.stop(),
  };
}
