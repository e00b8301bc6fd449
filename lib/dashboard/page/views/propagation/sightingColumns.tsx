import type { SightingList } from '../../../protocol/propagationRow.js';
import { addressText } from '../../parts/addressText.js';
import type { Column } from '../../parts/column.js';
import * as format from '../../parts/format.js';
import { PeerLink } from '../../parts/peerLink.js';

/** An announcement of a peer. */
export interface RankedSighting {
  /** 1 for the peer that announced the item first. */
  readonly rank: number;
  /** After the first announcement. */
  readonly delayMs: number;
  readonly peer: number;
  readonly address: string;
  readonly monitor: string | undefined;
}

/** The announcements with their place in the order of time. */
export function rankedSightings({ sightings }: SightingList): RankedSighting[] {
  return sightings.map(([delayMs, peer, address, monitor], i) => ({ rank: i + 1, delayMs, peer, address, monitor }));
}

/** The columns of the list of the peers that announced an item. */
export const SIGHTING_COLUMNS: readonly Column<RankedSighting>[] = [
  {
    id: 'peer',
    name: 'Peer',
    explanation: 'The peer that announced it',
    value: ({ address, monitor }) => addressText(address, monitor),
    cell: ({ address, monitor, peer }) => <PeerLink peer={peer} address={address} monitor={monitor} />,
  },
  { id: 'rank', name: 'Rank', explanation: '1: announced it first', isNumber: true, value: ({ rank }) => rank },
  {
    id: 'delay',
    name: 'Delay',
    explanation: 'The time after the first announcement, in milliseconds in saved files',
    isNumber: true,
    value: ({ delayMs }) => delayMs,
    text: ({ delayMs }) => format.milliseconds(delayMs),
  },
];
