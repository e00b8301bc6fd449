import type { MonitorRow } from '../../../protocol/monitorRow.js';
import { store } from '../../state/session.js';
import type { Column } from '../../parts/column.js';
import { DataTable } from '../../parts/dataTable.js';
import * as format from '../../parts/format.js';
import { Panel } from '../../parts/panel.js';

const COLUMNS: readonly Column<MonitorRow>[] = [
  { id: 'monitor', name: 'Monitor', explanation: 'The name of the process', value: ({ name }) => name },
  {
    id: 'state',
    name: 'State',
    explanation: 'Whether the process still publishes',
    value: ({ isAlive }) => (isAlive ? 'publishing' : 'ended or silent'),
  },
  { id: 'peers', name: 'Peers', explanation: 'Its ready peers', isNumber: true, value: ({ peers }) => peers },
  {
    id: 'records',
    name: 'Records',
    explanation: 'Messages and events that arrived from it',
    isNumber: true,
    value: ({ receivedRecords }) => receivedRecords,
    text: ({ receivedRecords }) => format.count(receivedRecords),
  },
  {
    id: 'lost',
    name: 'Lost records',
    explanation: 'Messages and events that were lost between the monitor and this program',
    isNumber: true,
    value: ({ lostRecords }) => lostRecords,
    text: ({ lostRecords }) => format.count(lostRecords),
  },
  {
    id: 'dropped',
    name: 'Dropped messages',
    explanation: 'Messages that it dropped because NATS was slower than its peers',
    isNumber: true,
    value: ({ droppedMessages }) => droppedMessages,
    text: ({ droppedMessages }) => format.count(droppedMessages),
  },
  {
    id: 'clock',
    name: 'Clock',
    explanation: 'Its clock minus ours',
    isNumber: true,
    value: ({ clockOffsetMs }) => clockOffsetMs,
    text: ({ clockOffsetMs }) => format.signedMilliseconds(clockOffsetMs),
  },
  {
    id: 'up',
    name: 'Up',
    explanation: 'How long it has been running',
    isNumber: true,
    value: ({ startedAtMs }) => startedAtMs,
    text: ({ isAlive, startedAtMs }) =>
      isAlive && startedAtMs !== undefined ? format.duration((store.program?.atMs ?? startedAtMs) - startedAtMs) : '–',
  },
  {
    id: 'version',
    name: 'Version',
    explanation: 'The version of rxpeer that it runs',
    value: ({ version }) => version,
  },
];

/** The processes that publish the peers shown here; nothing if the program has the connections itself. */
export function MonitorsPanel() {
  const monitors = store.list('monitors');
  if (monitors.length === 0) return null;
  return (
    <Panel
      id="monitors"
      title="Monitors"
      description="The processes that publish the peers shown here, and the number of lost records."
    >
      <DataTable
        id="monitor"
        caption="Monitors"
        columns={COLUMNS}
        rows={monitors}
        keyOf={({ name }) => name}
        defaultSort="monitor"
        rowClass={({ isAlive }) => (isAlive ? '' : 'ended')}
        empty="No monitor has published anything yet."
      />
    </Panel>
  );
}
