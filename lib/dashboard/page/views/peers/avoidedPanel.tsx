import type { AvoidedRow } from '../../../protocol/avoidedRow.js';
import { ActionResultText } from '../../parts/actions/actionResultText.js';
import { UnbanButton } from '../../parts/actions/unbanButton.js';
import { useActions, type ActionState } from '../../parts/actions/useActions.js';
import type { Column } from '../../parts/column.js';
import { DataTable } from '../../parts/dataTable.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';
import { store } from '../../state/session.js';

/** The hosts that the pool avoids; nothing if it avoids none. */
export function AvoidedPanel() {
  const actions = useActions();
  const rows = store.list('avoided');
  if (rows.length === 0 && actions.result === undefined) return null;
  return (
    <Panel
      id="avoided"
      title="Avoided hosts"
      description="Hosts that were banned by a user, or discouraged for misbehaviour: the newest twelve. The pool does not connect to them."
    >
      <ActionResultText result={actions.result} />
      <DataTable
        id="host"
        caption="Avoided hosts"
        columns={columns(actions)}
        rows={rows}
        keyOf={({ host }) => host}
        empty="No host is avoided."
      />
    </Panel>
  );
}

function columns({ isBusy, perform }: ActionState): readonly Column<AvoidedRow>[] {
  return [
    { id: 'host', name: 'Host', explanation: 'The host, or the /64 of an IPv6 host', value: ({ host }) => host },
    {
      id: 'kind',
      name: 'Kind',
      explanation: 'banned by a user, or discouraged by the pool for misbehaviour',
      value: ({ kind }) => kind,
    },
    {
      id: 'reason',
      name: 'Reason',
      explanation: 'The reason of the ban, or the error',
      value: ({ code, text }) => (code === 'MANUAL' ? text : `${code}: ${text}`),
      cell: ({ code, text }) => <span title={text}>{code === 'MANUAL' ? text || '–' : `${code}: ${text}`}</span>,
    },
    {
      id: 'until',
      name: 'Until',
      explanation: 'When it ends',
      value: ({ untilMs }) => untilMs,
      text: ({ untilMs }) => format.dateAndTime(untilMs),
    },
    {
      id: 'unban',
      name: 'Action',
      explanation: 'End it now',
      value: () => undefined,
      cell: ({ host }) => <UnbanButton host={host} isBusy={isBusy} perform={perform} />,
    },
  ];
}
