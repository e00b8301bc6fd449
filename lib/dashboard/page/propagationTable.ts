import type { PropagationRow } from '../protocol.js';
import { addressText } from './addressText.js';
import { byId, element, setHidden, setOrder, setText, within } from './element.js';
import * as format from './format.js';

const COLUMNS: readonly { name: string; text: (row: PropagationRow) => string; isNumber?: true }[] = [
  { name: 'First seen', text: ({ firstAtMs }) => format.exactClock(firstAtMs) },
  { name: 'by', text: ({ firstAddress, firstMonitor }) => addressText(firstAddress, firstMonitor) },
  { name: 'Peers', text: ({ seen, connected }) => `${seen} of ${connected}`, isNumber: true },
  { name: '50 %', text: ({ to50Ms }) => (to50Ms === undefined ? '…' : format.milliseconds(to50Ms)), isNumber: true },
  { name: '90 %', text: ({ to90Ms }) => (to90Ms === undefined ? '…' : format.milliseconds(to90Ms)), isNumber: true },
];

/** The table of the latest blocks or transactions. */
export class PropagationTable {
  private readonly table;
  private readonly empty;
  private rows = new Map<string, { row: HTMLTableRowElement; cells: HTMLTableCellElement[]; bar: HTMLElement }>();

  constructor(id: 'blocks' | 'transactions') {
    this.table = byId(id, HTMLTableElement);
    this.empty = within(this.table.parentElement!, '.empty');
    const heads = COLUMNS.map(({ name, isNumber }) =>
      element('th', { scope: 'col', ...(isNumber ? { class: 'number' } : {}) }, name),
    );
    this.table.tHead!.append(element('tr', {}, element('th', { scope: 'col' }, 'Hash'), ...heads));
  }

  show(items: readonly PropagationRow[]): void {
    const rows = new Map(items.map((row) => [row.hash, this.rows.get(row.hash) ?? this.createRow(row)]));
    for (const row of items) {
      const { cells, bar } = rows.get(row.hash)!;
      cells.forEach((cell, i) => setText(cell, COLUMNS[i]!.text(row)));
      bar.style.setProperty('--share', String(row.seen / row.connected));
    }
    setOrder(
      this.table.tBodies[0]!,
      Array.from(rows.values(), ({ row }) => row),
    );
    this.rows = rows;
    setHidden(this.table, items.length === 0);
    setHidden(this.empty, items.length > 0);
  }

  private createRow({ hash }: PropagationRow) {
    const bar = element('span', { class: 'share', 'aria-hidden': 'true' });
    const name = element('th', { scope: 'row' }, element('code', { title: hash }, format.shortHash(hash)), bar);
    const cells = COLUMNS.map(({ name, isNumber }) =>
      element('td', { 'data-name': name, ...(isNumber ? { class: 'number' } : {}) }),
    );
    return { row: element('tr', { 'data-hash': hash }, name, ...cells), cells, bar };
  }
}
