import type { EndedPeerRow } from '../../../../protocol/endedPeers.js';
import type { OutlierKind } from '../../../../protocol/outlier.js';
import type { PeerRow } from '../../../../protocol/peerRow.js';
import type { Flag, SearchedPeer } from './searchedPeer.js';

/** The data about a peer that a search needs in addition to its row. */
export interface SearchContext {
  /** The program's clock, in milliseconds since 1970. */
  readonly nowMs: number;
  /** The outliers by the id of the peer. */
  readonly marks: ReadonlyMap<number, readonly { readonly kind: OutlierKind }[]>;
  /** The ids of the peers whose height differs too much from the best one. */
  readonly disagreeing: ReadonlySet<number>;
  /** The ids of pinned peers. */
  readonly pinned: ReadonlySet<number>;
}

/** A connected peer as a search sees it. */
export function toSearchedPeer(row: PeerRow, { disagreeing, marks, nowMs, pinned }: SearchContext): SearchedPeer {
  const kinds = (marks.get(row.id) ?? []).map(({ kind }) => kind);
  const flags = new Set<Flag>(kinds);
  if (kinds.length > 0) flags.add('outlier');
  if (disagreeing.has(row.id)) flags.add('disagree');
  if (pinned.has(row.id)) flags.add('pinned');
  return {
    text: {
      agent: [row.userAgent],
      address: [row.address],
      monitor: row.monitor === undefined ? [] : [row.monitor],
      service: row.services,
      feature: row.features,
      group: [row.group],
      last: row.lastReceived === undefined ? [] : [row.lastReceived.command],
      transport: [`v${row.transport}`],
      direction: [row.direction],
    },
    number: {
      rtt: row.roundTripsMs.at(-1),
      height: row.height === 0 ? undefined : row.height,
      version: row.protocolVersion,
      received: row.receivedBytes,
      sent: row.sentBytes,
      age: nowMs - row.startedAtMs,
      clock: row.timeOffsetSeconds,
      faults: row.faults,
      missed: row.missed,
      id: row.id,
    },
    flags,
  };
}

/** A connection that has ended as a search sees it. */
export function toSearchedEnded({
  address,
  avoided,
  direction,
  endedAtMs,
  figures,
  monitor,
  peer,
  reason,
}: EndedPeerRow): SearchedPeer {
  const { height, lastCommand, startedAtMs, transport, userAgent } = figures ?? {};
  return {
    text: {
      agent: textOf(userAgent),
      address: [address],
      monitor: textOf(monitor),
      service: figures?.services ?? [],
      last: textOf(lastCommand),
      transport: transport === undefined ? [] : [`v${transport}`],
      direction: [direction],
      reason: [reason.text, reason.code],
    },
    number: {
      rtt: figures?.lastRoundTripMs,
      height,
      version: figures?.version,
      received: figures?.receivedBytes,
      sent: figures?.sentBytes,
      age: startedAtMs === undefined ? undefined : endedAtMs - startedAtMs,
      clock: figures?.timeOffsetSeconds,
      faults: figures?.faults,
      id: peer,
    },
    flags: new Set<Flag>(avoided === undefined ? [] : ['avoided']),
  };
}

function textOf(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [text];
}
