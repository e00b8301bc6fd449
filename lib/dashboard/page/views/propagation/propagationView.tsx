import type { SpreadRow } from '../../../protocol/propagationRow.js';
import { DataTable } from '../../parts/dataTable.js';
import { Panel } from '../../parts/panel.js';
import { param, setParams } from '../../state/route.js';
import { store } from '../../state/session.js';
import { ItemPanel } from './itemPanel.js';
import { PROPAGATION_COLUMNS } from './propagationColumns.js';
import { TrendPanel } from './trendPanel.js';

export interface PropagationViewProps {
  readonly type: SpreadRow['type'];
}

/** The latest announced blocks or transactions, and how they spread: one of them, all over time, and the list. */
export function PropagationView({ type }: PropagationViewProps) {
  const table = type === 'block' ? 'blocks' : 'transactions';
  const rows = store.list(table);
  const hash = param('hash');
  const isHash = /^[0-9a-f]{64}$/.test(hash);
  return (
    <>
      {isHash && <ItemPanel key={hash} type={type} hash={hash} row={store.rows(table).get(hash)} />}
      <TrendPanel type={type} />
      <Panel
        id={table}
        title={type === 'block' ? 'Blocks' : 'Transactions'}
        description={`The latest announced ${table}: the first peer to announce each, and the time until 50 % and 90 % of the peers had announced it. Choose one to see which peers announced it, and when.`}
      >
        <DataTable
          id={type}
          caption={`Latest ${table}`}
          columns={PROPAGATION_COLUMNS[type]}
          rows={rows}
          keyOf={(row) => row.hash}
          defaultSort="-first"
          selected={hash}
          onSelect={(row) => setParams({ hash: row.hash })}
          empty={`No ${type} has been announced yet.`}
        />
      </Panel>
    </>
  );
}
