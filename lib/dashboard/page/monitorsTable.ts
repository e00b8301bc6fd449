import type { MonitorRow } from '../protocol.js';
import { byId, element, setHidden, setOrder, setText } from './element.js';
import * as format from './format.js';

const COLUMNS: readonly {
  readonly name: string;
  readonly text: (row: MonitorRow, nowMs: number) => string;
  readonly isNumber?: true;
}[] = [
  { name: 'State', text: ({ isAlive }) => (isAlive ? 'publishing' : 'ended or silent') },
  { name: 'Peers', text: ({ peers }) => format.count(peers), isNumber: true },
  { name: 'Records', text: ({ receivedRecords }) => format.count(receivedRecords), isNumber: true },
  { name: 'Lost records', text: ({ lostRecords }) => format.count(lostRecords), isNumber: true },
  { name: 'Dropped messages', text: ({ droppedMessages }) => format.count(droppedMessages), isNumber: true },
  { name: 'Clock', text: ({ clockOffsetMs }) => format.signedMilliseconds(clockOffsetMs), isNumber: true },
  {
    name: 'Up',
    text: ({ isAlive, startedAtMs }, nowMs) =>
      isAlive && startedAtMs !== undefined ? format.duration(nowMs - startedAtMs) : '\u2013',
    isNumber: true,
  },
  { name: 'Version', text: ({ version = '\u2013' }) => version },
];

interface DrawnRow {
  readonly row: HTMLTableRowElement;
  readonly cells: readonly HTMLTableCellElement[];
}

/** The table of the monitors whose peers are shown. Its panel is hidden while there are none. */
export class MonitorsTable {
  private readonly panel = byId('monitors-panel', HTMLElement);
  private readonly table = byId('monitors', HTMLTableElement);
  private rows = new Map<string, DrawnRow>();

  constructor() {
    const heads = COLUMNS.map(({ name, isNumber }) => element('th', { scope: 'col', class: classOf(isNumber) }, name));
    this.table.tHead!.append(element('tr', {}, element('th', { scope: 'col' }, 'Monitor'), ...heads));
  }

  show(monitors: readonly MonitorRow[], nowMs: number): void {
    setHidden(this.panel, monitors.length === 0);
    const rows = new Map(monitors.map(({ name }) => [name, this.rows.get(name) ?? createRow(name)]));
    for (const monitor of monitors) {
      const { cells, row } = rows.get(monitor.name)!;
      row.classList.toggle('ended', !monitor.isAlive);
      cells.forEach((cell, i) => setText(cell, COLUMNS[i]!.text(monitor, nowMs)));
    }
    setOrder(
      this.table.tBodies[0]!,
      Array.from(rows.values(), ({ row }) => row),
    );
    this.rows = rows;
  }
}

function createRow(name: string): DrawnRow {
  const cells = COLUMNS.map((column) => element('td', { 'data-name': column.name, class: classOf(column.isNumber) }));
  return { row: element('tr', { 'data-monitor': name }, element('th', { scope: 'row' }, name), ...cells), cells };
}

function classOf(isNumber: true | undefined): string {
  return isNumber ? 'number' : '';
}
