import type { PeerRow } from '../../../protocol/peerRow.js';
import { Chips } from '../../parts/chips.js';
import type { Column } from '../../parts/column.js';
import * as format from '../../parts/format.js';
import { Marks } from '../../parts/marks.js';
import { PeerLink } from '../../parts/peerLink.js';
import { PinButton } from '../../parts/pinButton.js';
import { Sparkline } from '../../parts/sparkline.js';
import { medianOf } from '../../../protocol/medianOf.js';
import { bytesColumn, sumOf } from './bytesColumn.js';
import type { PeerOverview } from './peerOverview.js';

/** The data that the columns show in addition to the rows. */
export interface PeerColumnsOptions extends PeerOverview {
  /** The program's clock. */
  readonly nowMs: number;
  /** True if the peers are those of monitors. */
  readonly hasMonitors: boolean;
}

/** The columns of the table of peers, from left to right. */
export function peerColumns({ hasMonitors, marks, nowMs }: PeerColumnsOptions): readonly Column<PeerRow>[] {
  const ageMs = ({ startedAtMs }: PeerRow): number => nowMs - startedAtMs;
  return [
    {
      id: 'peer',
      name: 'Peer',
      explanation: 'The address of the remote',
      value: ({ address }) => address,
      cell: ({ id, address }) => (
        <span class="peer-name">
          <PinButton peer={id} address={address} />
          <PeerLink peer={id} address={address} />
        </span>
      ),
    },
    {
      id: 'monitor',
      name: 'Monitor',
      explanation: 'The process that has the connection',
      isOptional: !hasMonitors,
      value: ({ monitor }) => monitor,
    },
    {
      id: 'marks',
      name: 'Unusual',
      explanation: 'What is unusual about the peer; rest the pointer on a word for the reason',
      value: ({ id }) => (marks.get(id) ?? []).map(({ kind }) => kind).join(' ') || undefined,
      text: () => '',
      cell: ({ id }) => (marks.has(id) ? <Marks marks={marks.get(id)!} /> : null),
    },
    {
      id: 'direction',
      name: 'Direction',
      explanation: 'outbound: we dialled the peer; inbound: it dialled us',
      fromPx: 1400,
      value: ({ direction }) => direction,
    },
    {
      id: 'transport',
      name: 'Transport',
      explanation: 'v1 is plaintext, v2 is encrypted (BIP324)',
      value: ({ transport }) => `v${transport}`,
    },
    {
      id: 'agent',
      name: 'User agent',
      explanation: 'The software that the peer claims to run',
      value: ({ userAgent }) => userAgent,
      cell: ({ userAgent }) => (
        <span class="agent" title={userAgent}>
          {userAgent || '–'}
        </span>
      ),
    },
    {
      id: 'height',
      name: 'Height',
      explanation: 'The greatest block height that the peer has shown to have',
      isNumber: true,
      value: ({ height }) => height,
      text: ({ height }) => (height === 0 ? '–' : format.count(height)),
      total: (rows) => `to ${format.count(Math.max(...rows.map(({ height }) => height)))}`,
    },
    {
      id: 'services',
      name: 'Services',
      explanation: 'The services that the peer claims to offer in its version message',
      fromPx: 1900,
      value: ({ services }) => services.join(' '),
      cell: ({ services }) => <Chips names={services} />,
    },
    {
      id: 'version',
      name: 'Version',
      explanation: 'The protocol version of the connection: the lower of both sides',
      isNumber: true,
      isOptional: true,
      value: ({ protocolVersion }) => protocolVersion,
    },
    {
      id: 'features',
      name: 'Features',
      explanation: 'What both sides have agreed to use',
      isOptional: true,
      value: ({ features }) => features.join(' '),
      cell: ({ features }) => <Chips names={features} />,
    },
    {
      id: 'rtt',
      name: 'Round trip',
      explanation: 'The latest time from a ping to its pong, and the last 30 as a curve',
      isNumber: true,
      value: ({ roundTripsMs }) => roundTripsMs.at(-1),
      cell: ({ roundTripsMs }) => {
        const last = roundTripsMs.at(-1);
        return last === undefined ? (
          '–'
        ) : (
          <span class="round-trip">
            <Sparkline values={roundTripsMs} />
            {format.milliseconds(last)}
          </span>
        );
      },
      total(rows) {
        const median = medianOf(rows.flatMap(({ roundTripsMs }) => roundTripsMs.at(-1) ?? []));
        return median === undefined ? '' : `median ${format.milliseconds(median)}`;
      },
    },
    bytesColumn('received', 'Received', 'Bytes received from the peer', ({ receivedBytes }) => receivedBytes),
    bytesColumn('sent', 'Sent', 'Bytes sent to the peer', ({ sentBytes }) => sentBytes),
    {
      id: 'last',
      name: 'Last message',
      explanation: 'The last message from the peer, and how long ago it arrived',
      fromPx: 1200,
      value: ({ lastReceived }) => lastReceived?.atMs,
      text: ({ lastReceived }) =>
        lastReceived === undefined ? '–' : `${lastReceived.command}, ${format.duration(nowMs - lastReceived.atMs)} ago`,
    },
    {
      id: 'age',
      name: 'Age',
      explanation: 'How long the connection has been open',
      isNumber: true,
      fromPx: 1280,
      value: ageMs,
      text: (row) => format.duration(ageMs(row)),
    },
    {
      id: 'clock',
      name: 'Clock',
      explanation: 'The clock of the peer minus ours, when it connected',
      isNumber: true,
      fromPx: 1600,
      value: ({ timeOffsetSeconds }) => timeOffsetSeconds,
      text: ({ timeOffsetSeconds }) => format.seconds(timeOffsetSeconds),
    },
    {
      id: 'missed',
      name: 'Missed',
      explanation: 'Questions of either side without a good answer: late, not found or never answered',
      isNumber: true,
      fromPx: 1500,
      value: ({ missed }) => missed,
      total: (rows) => format.count(sumOf(rows, ({ missed }) => missed)),
    },
    {
      id: 'faults',
      name: 'Faults',
      explanation: 'Messages of the peer that broke the protocol',
      isNumber: true,
      fromPx: 1000,
      value: ({ faults }) => faults,
      text: ({ faults }) => format.count(faults),
      total: (rows) => format.count(sumOf(rows, ({ faults }) => faults)),
    },
    {
      id: 'group',
      name: 'Network group',
      explanation: 'Addresses of one group, such as 20.1.0.0/16, may belong to one owner',
      isOptional: true,
      value: ({ group }) => group,
    },
  ];
}
