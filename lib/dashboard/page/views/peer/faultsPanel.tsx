import type { ProblemRow } from '../../../protocol/problemRow.js';
import type { Column } from '../../parts/column.js';
import { DataTable } from '../../parts/dataTable.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { store } from '../../state/session.js';

const COLUMNS: readonly Column<ProblemRow>[] = [
  {
    id: 'time',
    name: 'Time',
    explanation: 'When it happened',
    value: ({ atMs }) => atMs,
    text: ({ atMs }) => format.exactClock(atMs),
  },
  {
    id: 'code',
    name: 'Code',
    explanation: 'The code of the error, or which side closed the connection',
    value: ({ blame, code }) => code || blame,
  },
  {
    id: 'reason',
    name: 'Reason',
    explanation: 'What was wrong',
    value: ({ text }) => text,
    cell: ({ text }) => (
      <span class="reason" title={text}>
        {text}
      </span>
    ),
  },
];

/** The faults of the peer, of the last fifty of all peers. */
export function FaultsPanel({ id }: { readonly id: number }) {
  return (
    <Panel
      id="peer-faults"
      title="Faults"
      description="Messages of this peer that broke the protocol, and why its connection ended, of the latest problems of all peers."
    >
      <DataTable
        id="fault"
        caption="Faults of the peer"
        columns={COLUMNS}
        rows={store.list('problems').filter(({ peer }) => peer === id)}
        keyOf={({ number }) => number}
        defaultSort="-time"
        empty="None of the latest faults is of this peer."
      />
    </Panel>
  );
}
