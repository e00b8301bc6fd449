import type { EndedPeerRow } from '../../../protocol/endedPeers.js';
import type { Column } from '../../parts/column.js';
import * as format from '../../parts/format.js';
import { PeerLink } from '../../parts/peerLink.js';

const BY_TEXTS = { local: 'us', remote: 'the remote', fault: 'an error' } as const;

function lastedMs({ endedAtMs, figures }: EndedPeerRow): number | undefined {
  return figures?.startedAtMs === undefined ? undefined : endedAtMs - figures.startedAtMs;
}

/** The columns of the table of ended connections, from left to right. */
export const ENDED_COLUMNS: readonly Column<EndedPeerRow>[] = [
  {
    id: 'peer',
    name: 'Peer',
    explanation: 'The address of the remote',
    value: ({ address }) => address,
    cell: ({ address, peer }) => (peer === undefined ? address : <PeerLink peer={peer} address={address} />),
  },
  {
    id: 'monitor',
    name: 'Monitor',
    explanation: 'The process that had the connection',
    isOptional: true,
    value: ({ monitor }) => monitor,
  },
  {
    id: 'ended',
    name: 'Ended',
    explanation: 'When the connection ended',
    value: ({ endedAtMs }) => endedAtMs,
    text: ({ endedAtMs }) => format.exactClock(endedAtMs),
  },
  {
    id: 'by',
    name: 'Ended by',
    explanation: 'Which side closed the connection, or an error',
    value: ({ reason }) => BY_TEXTS[reason.by],
    cell: ({ reason }) => (
      <span class={reason.by === 'fault' ? 'tag lost' : 'tag'} title={reason.code}>
        {BY_TEXTS[reason.by]}
      </span>
    ),
  },
  {
    id: 'reason',
    name: 'Reason',
    explanation: 'Why it ended',
    value: ({ reason }) => reason.text,
    cell: ({ reason }) => (
      <span class="reason" title={reason.text}>
        {reason.text}
      </span>
    ),
  },
  {
    id: 'avoided',
    name: 'Avoided',
    explanation: 'Whether the pool avoids the host now, and until when',
    fromPx: 1200,
    value: ({ avoided }) => avoided?.kind,
    text: ({ avoided }) =>
      avoided === undefined ? '–' : `${avoided.kind} until ${format.dateAndTime(avoided.untilMs)}`,
  },
  {
    id: 'lasted',
    name: 'Lasted',
    explanation: 'How long the connection was open',
    isNumber: true,
    value: lastedMs,
    text(row) {
      const ms = lastedMs(row);
      return ms === undefined ? '–' : format.duration(ms);
    },
  },
  {
    id: 'direction',
    name: 'Direction',
    explanation: 'outbound: we dialled the peer; inbound: it dialled us',
    isOptional: true,
    value: ({ direction }) => direction,
  },
  {
    id: 'agent',
    name: 'User agent',
    explanation: 'The software that the peer claimed to run',
    fromPx: 1500,
    value: ({ figures }) => figures?.userAgent,
    cell: ({ figures }) => (
      <span class="agent" title={figures?.userAgent}>
        {figures?.userAgent ?? '–'}
      </span>
    ),
  },
  {
    id: 'transport',
    name: 'Transport',
    explanation: 'v1 is plaintext, v2 is encrypted (BIP324)',
    isOptional: true,
    value: ({ figures }) => figures?.transport,
    text: ({ figures }) => (figures?.transport === undefined ? '–' : `v${figures.transport}`),
  },
  {
    id: 'height',
    name: 'Height',
    explanation: 'The greatest block height that the peer had shown to have',
    isNumber: true,
    isOptional: true,
    value: ({ figures }) => figures?.height,
    text: ({ figures }) => (figures?.height === undefined ? '–' : format.count(figures.height)),
  },
  {
    id: 'received',
    name: 'Received',
    explanation: 'Bytes received from the peer',
    isNumber: true,
    fromPx: 1500,
    value: ({ figures }) => figures?.receivedBytes,
    text: ({ figures }) => (figures === undefined ? '–' : format.bytes(figures.receivedBytes)),
  },
  {
    id: 'sent',
    name: 'Sent',
    explanation: 'Bytes sent to the peer',
    isNumber: true,
    fromPx: 1500,
    value: ({ figures }) => figures?.sentBytes,
    text: ({ figures }) => (figures === undefined ? '–' : format.bytes(figures.sentBytes)),
  },
  {
    id: 'last',
    name: 'Last message',
    explanation: 'The command of the last message from the peer',
    fromPx: 1200,
    value: ({ figures }) => figures?.lastCommand,
  },
  {
    id: 'faults',
    name: 'Faults',
    explanation: 'Messages of the peer that broke the protocol, without ending the connection',
    isNumber: true,
    isOptional: true,
    value: ({ figures }) => figures?.faults,
  },
];
