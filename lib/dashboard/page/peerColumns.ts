import type { PeerRow } from '../protocol.js';
import * as format from './format.js';

/** A column of the table of peers. */
export interface Column {
  readonly name: string;
  readonly kind?: 'number' | 'chips' | 'agent';
  /** The value to sort by. */
  readonly key: (peer: PeerRow, nowMs: number) => string | number;
  readonly text: (peer: PeerRow, nowMs: number) => string;
  /** Short words that are shown as chips instead of `text`. */
  readonly list?: (peer: PeerRow) => readonly string[];
  readonly hasSparkline?: true;
  /** Shown only if the peers are those of monitors. */
  readonly isOfMonitors?: true;
}

const lastRoundTripMs = ({ roundTripsMs }: PeerRow): number | undefined => roundTripsMs.at(-1);

export const DEFAULT_COLUMN: Column = { name: 'Peer', key: ({ id }) => id, text: ({ address }) => address };

/** The columns of the table of peers, from left to right. */
export const COLUMNS: readonly Column[] = [
  DEFAULT_COLUMN,
  { name: 'Monitor', key: ({ monitor = '' }) => monitor, text: ({ monitor = '' }) => monitor, isOfMonitors: true },
  { name: 'Direction', key: ({ direction }) => direction, text: ({ direction }) => direction },
  { name: 'Transport', key: ({ transport }) => transport, text: ({ transport }) => `v${transport}` },
  { name: 'User agent', kind: 'agent', key: ({ userAgent }) => userAgent, text: ({ userAgent }) => userAgent },
  { name: 'Height', kind: 'number', key: ({ height }) => height, text: ({ height }) => format.count(height) },
  {
    name: 'Services',
    kind: 'chips',
    key: ({ services }) => services.join(' '),
    text: ({ services }) => services.join(' '),
    list: ({ services }) => services,
  },
  {
    name: 'Version',
    kind: 'number',
    key: ({ protocolVersion }) => protocolVersion,
    text: ({ protocolVersion }) => String(protocolVersion),
  },
  {
    name: 'Features',
    kind: 'chips',
    key: ({ features }) => features.join(' '),
    text: ({ features }) => features.join(' '),
    list: ({ features }) => features,
  },
  {
    name: 'Round trip',
    kind: 'number',
    key: (peer) => lastRoundTripMs(peer) ?? -1,
    text: (peer) => {
      const last = lastRoundTripMs(peer);
      return last === undefined ? '–' : format.milliseconds(last);
    },
    hasSparkline: true,
  },
  {
    name: 'Received',
    kind: 'number',
    key: ({ receivedBytes }) => receivedBytes,
    text: ({ receivedBytes }) => format.bytes(receivedBytes),
  },
  { name: 'Sent', kind: 'number', key: ({ sentBytes }) => sentBytes, text: ({ sentBytes }) => format.bytes(sentBytes) },
  {
    name: 'Age',
    kind: 'number',
    key: ({ startedAtMs }, nowMs) => nowMs - startedAtMs,
    text: ({ startedAtMs }, nowMs) => format.duration(nowMs - startedAtMs),
  },
  {
    name: 'Clock',
    kind: 'number',
    key: ({ timeOffsetSeconds }) => timeOffsetSeconds,
    text: ({ timeOffsetSeconds }) => format.seconds(timeOffsetSeconds),
  },
  { name: 'Faults', kind: 'number', key: ({ faults }) => faults, text: ({ faults }) => format.count(faults) },
];
