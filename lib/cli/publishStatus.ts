import type { PublishState } from '../export/nats/publish/publishState.js';
import { escapedJson } from '../base/escapeText.js';
import { isoTime } from '../base/timeText.js';
import type { PublishArguments } from './publishArguments.js';

/** The report of `rxpeer publish`, once a second. */
export interface PublishStatus {
  /** Time of day, in milliseconds since 1970. */
  readonly atMs: number;
  readonly state: PublishState;
  /** The number of ready peers. */
  readonly peers: number;
  /** Named nodes that could not be reached for the first time since the last status, each with the reason. */
  readonly failures: readonly string[];
}

type Labels = Pick<PublishArguments, 'monitor' | 'nats' | 'network'>;

/** One line about what has changed since the last status; undefined if there is no change to report. */
export function statusText(before: PublishStatus | undefined, now: PublishStatus, labels: Labels): string | undefined {
  const url = labels.nats.shownUrl;
  const dropped = now.state.droppedMessages - (before?.state.droppedMessages ?? 0);
  const parts = [
    ...(before === undefined ? [startText(now, labels)] : []),
    ...(before?.state.isConnected === true && !now.state.isConnected
      ? [`lost the connection to ${url}, connecting again …`]
      : []),
    ...(before?.state.isConnected === false && now.state.isConnected ? [`connected to ${url} again`] : []),
    ...(dropped > 0 ? [`${dropped} messages dropped, ${now.state.droppedMessages} in total`] : []),
    ...(before !== undefined && before.peers !== now.peers ? [peersText(now.peers)] : []),
    ...failureParts(now.failures),
  ];
  return parts.length === 0 ? undefined : parts.join('; ');
}

/** A status as one line of JSON, as `--json` prints it. */
export function statusJson({ atMs, peers, state }: PublishStatus, { monitor, nats, network }: Labels): string {
  return escapedJson({
    at: isoTime(atMs) ?? null,
    monitor,
    network: network.name,
    server: nats.shownUrl,
    peers,
    ...state,
  });
}

function startText({ peers }: PublishStatus, { monitor, nats, network }: Labels): string {
  const what = `${network.name} as the monitor ${JSON.stringify(monitor)} to ${nats.shownUrl}`;
  return `publishing ${what}, ${peersText(peers)}; press Ctrl-C to stop it`;
}

function peersText(peers: number): string {
  return peers === 1 ? '1 peer' : `${peers} peers`;
}

/** Only the first one is printed in full: a status is one line. */
function failureParts([first, ...more]: readonly string[]): string[] {
  if (first === undefined) return [];
  return [more.length === 0 ? first : `${first}, and ${more.length} more nodes failed`];
}
