import { useState } from 'preact/hooks';
import type { EventMark } from '../../protocol/eventMark.js';
import { hrefOf } from '../state/route.js';
import type { LoadedMarks } from '../state/useMarks.js';
import { MARK_STYLES } from './chart/markStyles.js';
import { markText } from './chart/markText.js';
import type { Column } from './column.js';
import { DataTable } from './dataTable.js';
import * as format from './format.js';
import { PeerLink } from './peerLink.js';

const COLUMNS: readonly Column<EventMark>[] = [
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
    explanation: 'What has happened',
    value: ({ kind }) => kind,
    cell: ({ kind }) => (
      <span title={MARK_STYLES[kind].name}>
        <span class="mark-key" data-kind={kind} aria-hidden="true" /> {kind}
      </span>
    ),
  },
  {
    id: 'what',
    name: 'Of',
    explanation: 'The peer, the block or the monitor',
    value: ({ address, hash, monitor }) => hash ?? address ?? monitor,
    cell: (mark) => <EventSubject {...mark} />,
  },
  { id: 'text', name: 'Text', explanation: 'What has happened', value: ({ text }) => text },
];

export interface EventListProps extends LoadedMarks {
  /** Unique within the view. */
  readonly id: string;
}

/** The events of a chart as a table, which is drawn while it is open. */
export function EventList({ id, marks, omitted }: EventListProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details class="as-table" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        Events in this time ({format.count(marks.length)}
        {omitted > 0 && `, and ${format.count(omitted)} more that are not loaded`})
      </summary>
      {isOpen && (
        <DataTable
          id={id}
          caption="Events"
          columns={COLUMNS}
          rows={marks}
          keyOf={({ number }) => number}
          defaultSort="-time"
          empty="No events in this time."
        />
      )}
    </details>
  );
}

function EventSubject(mark: EventMark) {
  const { address, hash, monitor, peer } = mark;
  if (hash !== undefined) return <a href={hrefOf('blocks', { hash })}>{markText(mark)}</a>;
  if (peer !== undefined && address !== undefined) return <PeerLink peer={peer} address={address} monitor={monitor} />;
  return <>{address ?? monitor ?? '–'}</>;
}
