import type { ActionRow } from '../../../protocol/action.js';
import { store } from '../../state/session.js';
import type { Column } from '../column.js';
import { DataTable } from '../dataTable.js';
import * as format from '../format.js';
import { Panel } from '../panel.js';
import { PeerLink } from '../peerLink.js';
import { ACTION_TEXTS } from './actionTexts.js';

const COLUMNS: readonly Column<ActionRow>[] = [
  {
    id: 'time',
    name: 'Time',
    explanation: 'When it was done',
    value: ({ atMs }) => atMs,
    text: ({ atMs }) => format.exactClock(atMs),
  },
  { id: 'action', name: 'Action', explanation: 'What was asked for', value: ({ action }) => ACTION_TEXTS[action] },
  {
    id: 'target',
    name: 'Peer or host',
    explanation: 'The peer, or the host',
    value: ({ target }) => target,
    cell: ({ peer, target }) =>
      peer === undefined || target === '' ? target || '–' : <PeerLink peer={peer} address={target} />,
  },
  {
    id: 'result',
    name: 'Result',
    explanation: 'Whether it was done, and its effect',
    value: ({ isDone, text }) => `${isDone ? 'done' : 'refused'}: ${text}`,
    cell: ({ isDone, text }) => (
      <span title={text}>
        {!isDone && <span class="tag lost">not done</span>} {text}
      </span>
    ),
  },
  { id: 'by', name: 'By', explanation: 'Who did it', value: ({ by }) => by, fromPx: 1000 },
];

export interface ActionLogPanelProps {
  /** Shows only the actions on this peer. Absent: all actions. */
  readonly peer?: number;
}

/** The actions of users; shows nothing if there are none. */
export function ActionLogPanel({ peer }: ActionLogPanelProps) {
  const rows = store.list('actions').filter((row) => peer === undefined || row.peer === peer);
  if (rows.length === 0) return null;
  return (
    <Panel
      id="actions-log"
      title="Actions so far"
      description={peer === undefined ? 'What was done from pages.' : 'What was done with this peer.'}
    >
      <DataTable
        id="action"
        caption="Actions"
        columns={COLUMNS}
        rows={rows}
        keyOf={({ number }) => number}
        defaultSort="-time"
        empty="Nothing yet."
      />
    </Panel>
  );
}
