import type { AvoidedRow } from '../../../protocol/avoidedRow.js';
import type { ProblemRow } from '../../../protocol/problemRow.js';
import type { Column } from '../../parts/column.js';
import * as format from '../../parts/format.js';
import { messageHref } from '../../parts/messageHref.js';
import { PeerLink } from '../../parts/peerLink.js';
import { store } from '../../state/session.js';
import { codeOf } from './filterFaults.js';
import { poolReaction } from './poolReaction.js';

/** The kinds of row, as the page names them. */
export const KIND_TEXTS = { fault: 'fault', lost: 'disconnected', failed: 'not connected' } as const;

/**
 * The columns of the table of faults.
 *
 * @param avoided the hosts that the pool avoids, by host
 */
export function faultColumns(avoided: ReadonlyMap<string | number, AvoidedRow>): readonly Column<ProblemRow>[] {
  const reactionOf = (row: ProblemRow) => poolReaction(row, avoided.get(row.host), store.program?.atMs ?? row.atMs);
  return [
    {
      id: 'time',
      name: 'Time',
      explanation: 'When it happened',
      value: ({ atMs }) => atMs,
      text: ({ atMs }) => format.exactClock(atMs),
    },
    {
      id: 'kind',
      name: 'Kind',
      explanation: 'A fault of a peer, a connection that ended, or one that could not be opened',
      value: ({ kind }) => KIND_TEXTS[kind],
      cell: ({ kind }) => <span class={`tag ${kind}`}>{KIND_TEXTS[kind]}</span>,
    },
    {
      id: 'peer',
      name: 'Peer',
      explanation: 'The address of the remote; a dash for a fault of the program itself',
      value: ({ address }) => address,
      cell: ({ address, monitor, peer }) =>
        peer === undefined ? address || '–' : <PeerLink peer={peer} address={address} monitor={monitor} />,
    },
    {
      id: 'code',
      fromPx: 1000,
      name: 'Code',
      explanation:
        'The code of the error, or which side closed the connection; the table of codes says what each means',
      value: codeOf,
      cell: (row) => <span title={row.meaning}>{codeOf(row)}</span>,
    },
    {
      id: 'reason',
      name: 'Reason',
      explanation: 'What was wrong: what arrived, and what is allowed',
      value: ({ text }) => text,
      cell: ({ text }) => <span title={text}>{text}</span>,
    },
    {
      id: 'reaction',
      fromPx: 1200,
      name: 'Then',
      explanation: 'What the program did about the peer or its host',
      value: (row) => reactionOf(row).name,
      cell: (row) => <span title={reactionOf(row).text}>{reactionOf(row).name}</span>,
    },
    {
      id: 'messages',
      name: 'Messages',
      explanation: 'The last messages with the peer before it happened',
      value: ({ line }) => line,
      cell: ({ line, peer }) =>
        peer === undefined || line === undefined ? '–' : <a href={messageHref(peer, line)}>messages before it</a>,
    },
  ];
}
