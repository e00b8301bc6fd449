import type { AlertRow } from '../../../protocol/alertRow.js';
import { SEVERITIES } from '../../state/alertOrder.js';
import { store } from '../../state/session.js';
import type { Column } from '../../parts/column.js';
import { DataTable } from '../../parts/dataTable.js';
import { EvidenceLink } from '../../parts/evidenceLink.js';
import * as format from '../../parts/format.js';
import { momentText } from '../../parts/momentText.js';
import { Panel } from '../../parts/panel.js';
import { PeerLink } from '../../parts/peerLink.js';
import { SelectField } from '../../parts/selectField.js';
import { SeverityMark } from '../../parts/severityMark.js';
import { alertState } from './filterAlerts.js';

const clockText = (atMs: number): string => momentText(atMs, store.program?.atMs ?? atMs);

const COLUMNS: readonly Column<AlertRow>[] = [
  {
    id: 'since',
    name: 'Since',
    explanation: 'When it began',
    value: ({ sinceMs }) => sinceMs,
    text: ({ sinceMs }) => clockText(sinceMs),
  },
  {
    id: 'last',
    fromPx: 1000,
    name: 'Last',
    explanation: 'When the rule found it last',
    value: ({ lastAtMs }) => lastAtMs,
    text: ({ lastAtMs }) => clockText(lastAtMs),
  },
  {
    id: 'severity',
    name: 'Severity',
    explanation: 'How urgent it is: critical, warning or info',
    value: ({ severity }) => SEVERITIES.length - SEVERITIES.indexOf(severity),
    cell: ({ severity }) => <SeverityMark severity={severity} />,
  },
  { id: 'state', name: 'State', explanation: 'open, acknowledged or ended', value: alertState },
  { id: 'alert', name: 'Alert', explanation: 'What it is about', value: ({ title }) => title },
  {
    id: 'peer',
    name: 'Peer',
    explanation: 'The peer; a dash for an alert about all peers',
    value: ({ address }) => address,
    cell: ({ address, monitor, peer }) =>
      peer === undefined || address === undefined ? '–' : <PeerLink peer={peer} address={address} monitor={monitor} />,
  },
  {
    id: 'count',
    fromPx: 1000,
    name: 'Count',
    explanation: 'How often the rule has found it since it began',
    isNumber: true,
    value: ({ count }) => count,
    text: ({ count }) => format.count(count),
  },
  {
    id: 'text',
    name: 'Seen',
    explanation: 'What was seen',
    value: ({ text }) => text,
    cell: ({ text }) => <span title={text}>{text}</span>,
    isOptional: true,
  },
  {
    id: 'evidence',
    name: 'Evidence',
    explanation: 'Where to look',
    value: ({ evidence }) => evidence.view,
    cell: ({ address = '', evidence, title }) => <EvidenceLink evidence={evidence} subject={`${title}, ${address}`} />,
  },
];

/** All alerts that are stored, ended ones included. */
export function AlertTable({ alerts }: { readonly alerts: readonly AlertRow[] }) {
  return (
    <Panel
      id="all-alerts"
      title="All alerts"
      description="Active and ended alerts, at most 500. An alert ends when its rule has not found it again for 5 or 10 minutes, or the peer leaves."
    >
      <DataTable
        id="alert"
        caption="All alerts, ended ones included"
        columns={COLUMNS}
        rows={alerts}
        keyOf={({ key }) => key}
        defaultSort="-last"
        rowClass={({ isActive }) => (isActive ? '' : 'ended')}
        empty="No alert matches, or there has been none so far."
        tools={<SelectField name="State" param="state" options={STATES} />}
      />
    </Panel>
  );
}

const STATES = (['open', 'acknowledged', 'ended'] as const).map((each) => [each, each] as const);
