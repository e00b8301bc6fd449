import type { SpreadRow } from '../../../protocol/propagationRow.js';
import type { Column } from '../../parts/column.js';
import { announcementHref } from '../../parts/messageHref.js';
import { hrefHere } from '../../state/route.js';
import * as format from '../../parts/format.js';
import { PeerLink } from '../../parts/peerLink.js';

const delayText = (ms: number | undefined): string => (ms === undefined ? '…' : format.milliseconds(ms));

/** The height of a block. */
const HEIGHT_COLUMN: Column<SpreadRow> = {
  id: 'height',
  name: 'Height',
  explanation: 'Stated by one peer, and not verified',
  isNumber: true,
  value: ({ height }) => height,
  text: ({ height }) => (height === undefined ? '–' : format.count(height)),
};

/** The columns of the tables of blocks and of transactions. */
const COMMON_COLUMNS: readonly Column<SpreadRow>[] = [
  {
    id: 'hash',
    name: 'Hash',
    explanation: 'As block explorers show it',
    value: ({ hash }) => hash,
    cell: ({ hash }) => (
      <a href={hrefHere({ hash })} title={hash}>
        <code>{format.shortHash(hash)}</code>
      </a>
    ),
  },
  {
    id: 'first',
    name: 'First seen',
    explanation: 'When the first peer announced it',
    value: ({ firstAtMs }) => firstAtMs,
    text: ({ firstAtMs }) => format.exactClock(firstAtMs),
  },
  {
    id: 'by',
    name: 'by',
    explanation: 'The peer that announced it first',
    value: ({ firstAddress }) => firstAddress,
    cell: ({ firstPeer, firstAddress, firstMonitor }) => (
      <PeerLink peer={firstPeer} address={firstAddress} monitor={firstMonitor} />
    ),
  },
  {
    id: 'peers',
    name: 'Peers',
    explanation: 'The peers that have announced it, of those that were connected',
    isNumber: true,
    value: ({ seen }) => seen,
    text: ({ seen, connected }) => `${seen} of ${connected}`,
  },
  {
    id: 'to50',
    name: '50 %',
    explanation: 'The time until half of the peers had announced it',
    isNumber: true,
    value: ({ to50Ms }) => to50Ms,
    text: ({ to50Ms }) => delayText(to50Ms),
  },
  {
    id: 'to90',
    name: '90 %',
    explanation: 'The time until 90 % of the peers had announced it',
    isNumber: true,
    value: ({ to90Ms }) => to90Ms,
    text: ({ to90Ms }) => delayText(to90Ms),
  },
  {
    id: 'message',
    name: 'Message',
    explanation: 'The message in which the first peer announced it',
    value: () => undefined,
    cell: ({ firstPeer, hash }) => (
      <a href={announcementHref(firstPeer, hash)} aria-label={`show the message that announced ${hash}`}>
        show
      </a>
    ),
  },
];

/** The columns of the table of this type. */
export const PROPAGATION_COLUMNS: Readonly<Record<SpreadRow['type'], readonly Column<SpreadRow>[]>> = {
  block: [COMMON_COLUMNS[0]!, HEIGHT_COLUMN, ...COMMON_COLUMNS.slice(1)],
  transaction: COMMON_COLUMNS,
};
