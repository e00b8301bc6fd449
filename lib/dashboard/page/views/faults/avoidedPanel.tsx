import type { AvoidedRow } from '../../../protocol/avoidedRow.js';
import { hrefOf } from '../../state/route.js';
import { store } from '../../state/session.js';
import type { Column } from '../../parts/column.js';
import { DataTable } from '../../parts/dataTable.js';
import { inText, momentText } from '../../parts/momentText.js';
import { Panel } from '../../parts/panel.js';

const nowMs = (): number => store.program?.atMs ?? 0;

const COLUMNS: readonly Column<AvoidedRow>[] = [
  {
    id: 'host',
    name: 'Host',
    explanation: 'An address, an IPv6 network, or a name',
    value: ({ host }) => host,
    cell: ({ host }) => <a href={hrefOf('faults', { q: host })}>{host}</a>,
  },
  {
    id: 'kind',
    name: 'Kind',
    explanation: 'discouraged: by the program, because the host misbehaved; banned: by a user',
    value: ({ kind }) => kind,
    cell: ({ kind }) => <span class={`tag ${kind}`}>{kind}</span>,
  },
  {
    id: 'until',
    name: 'Until',
    explanation: 'When it may be dialled again',
    value: ({ untilMs }) => untilMs,
    text: ({ untilMs }) => `${momentText(untilMs, nowMs())}, ${inText(untilMs - nowMs())}`,
  },
  {
    id: 'code',
    name: 'Code',
    explanation: 'The code of the error that ended its peer; MANUAL for a ban',
    value: ({ code }) => code,
  },
  {
    id: 'why',
    name: 'Why',
    explanation: 'The message of the error, or the reason that was given for the ban',
    value: ({ text }) => text,
    cell: ({ text }) => <span title={text}>{text === '' ? '–' : text}</span>,
  },
];

/** The hosts that the pool does not dial, and until when. */
export function AvoidedPanel() {
  return (
    <Panel
      id="avoided-hosts"
      title="Avoided hosts"
      description="Hosts that are not dialled: discouraged for 24 hours because they misbehaved, or banned by a user. The newest 200."
    >
      <DataTable
        id="avoided"
        caption="Discouraged and banned hosts"
        columns={COLUMNS}
        rows={store.list('avoided')}
        keyOf={({ host }) => host}
        defaultSort="-until"
        empty="No host is avoided."
      />
    </Panel>
  );
}
