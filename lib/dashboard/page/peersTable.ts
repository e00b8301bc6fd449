import type { MonitorRow, PeerRow } from '../protocol.js';
import { addressText } from './addressText.js';
import { byId, element, setHidden, setOrder, setText } from './element.js';
import { MonitorSelect } from './monitorSelect.js';
import { COLUMNS, DEFAULT_COLUMN, type Column } from './peerColumns.js';
import { Sparkline } from './sparkline.js';

/** Rows that are drawn until the user clicks "Show all": drawing hundreds of rows five times per second keeps a small machine busy. */
const MAX_INITIAL_ROWS = 25;

interface DrawnRow {
  readonly row: HTMLTableRowElement;
  readonly cells: readonly HTMLElement[];
  readonly sparkline: Sparkline;
}

/** The table of connected peers. Can be sorted by any column, and filtered by text, by direction and by monitor. */
export class PeersTable {
  private readonly table = byId('peers', HTMLTableElement);
  private readonly empty = byId('peers-empty', HTMLParagraphElement);
  private readonly filter = byId('peer-filter', HTMLInputElement);
  private readonly direction = byId('peer-direction', HTMLSelectElement);
  private readonly monitor = new MonitorSelect(() => this.draw());
  private readonly sort = byId('peer-sort', HTMLSelectElement);
  private readonly count = byId('peer-count', HTMLOutputElement);
  private readonly more = byId('peers-more', HTMLButtonElement);
  private readonly heads: readonly HTMLTableCellElement[];
  private shown = new Map<number, DrawnRow>();
  private peers: readonly PeerRow[] = [];
  private nowMs = 0;
  private column: Column = DEFAULT_COLUMN;
  private isDescending = false;
  private followed: number | null = null;
  private showsAll = false;

  /** @param onPeer called with the peer that the user clicks, to show its messages */
  constructor(private readonly onPeer: (peer: number, address: string) => void) {
    this.heads = COLUMNS.map((column) => {
      const button = element('button', { type: 'button' }, column.name);
      button.addEventListener('click', () => this.sortBy(column));
      this.sort.append(element('option', { value: column.name }, column.name));
      return element('th', { scope: 'col', role: 'columnheader', class: classOf(column) }, button);
    });
    this.table.tHead!.append(element('tr', { role: 'row' }, ...this.heads));
    this.sort.addEventListener('change', () => this.sortBy(COLUMNS[this.sort.selectedIndex]!, false));
    this.filter.addEventListener('input', () => this.draw());
    this.direction.addEventListener('change', () => this.draw());
    byId('peer-tools', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault());
    this.more.addEventListener('click', () => {
      this.showsAll = true;
      this.draw();
    });
    this.markSorted();
  }

  show(peers: readonly PeerRow[], monitors: readonly MonitorRow[], nowMs: number): void {
    this.peers = peers;
    this.nowMs = nowMs;
    this.monitor.setMonitors(monitors);
    this.showMonitorColumn(monitors.length > 0);
    this.draw();
  }

  /** Marks the peer whose messages are shown. */
  follow(peer: number | null): void {
    this.followed = peer;
    this.draw();
  }

  private showMonitorColumn(isShown: boolean): void {
    this.table.classList.toggle('of-monitors', isShown);
    for (const [i, option] of [...this.sort.options].entries())
      setHidden(option, !isShown && COLUMNS[i]!.isOfMonitors === true);
  }

  private sortBy(column: Column, isAgain = column === this.column): void {
    // Columns of numbers begin with the greatest.
    this.isDescending = isAgain ? !this.isDescending : column.kind === 'number';
    this.column = column;
    this.markSorted();
    this.draw();
  }

  private markSorted(): void {
    for (const [i, head] of this.heads.entries()) {
      const isSorted = COLUMNS[i] === this.column;
      head.setAttribute('aria-sort', isSorted ? (this.isDescending ? 'descending' : 'ascending') : 'none');
    }
    this.sort.selectedIndex = COLUMNS.indexOf(this.column);
  }

  private draw(): void {
    const visible = this.peers.filter((peer) => this.isVisible(peer)).sort((a, b) => this.compare(a, b));
    const shown = new Map(this.peers.map((peer) => [peer.id, this.shown.get(peer.id) ?? this.createRow(peer)]));
    const drawn = this.showsAll ? visible : visible.slice(0, MAX_INITIAL_ROWS);
    for (const peer of drawn) this.fill(shown.get(peer.id)!, peer);
    setOrder(
      this.table.tBodies[0]!,
      drawn.map(({ id }) => shown.get(id)!.row),
    );
    setHidden(this.more, drawn.length === visible.length);
    setText(this.more, `Show all ${visible.length} peers`);
    this.shown = shown;
    setText(this.count, visible.length === this.peers.length ? '' : `${visible.length} of ${this.peers.length} peers`);
    setHidden(this.table, visible.length === 0);
    setHidden(this.empty, visible.length > 0);
    setText(this.empty, this.peers.length > 0 ? 'No peer matches the filter.' : (this.empty.dataset['empty'] ?? ''));
  }

  private isVisible(peer: PeerRow): boolean {
    if (this.direction.value !== '' && peer.direction !== this.direction.value) return false;
    if (!this.monitor.matches(peer)) return false;
    const text = this.filter.value.trim().toLowerCase();
    return text === '' || COLUMNS.some((column) => column.text(peer, this.nowMs).toLowerCase().includes(text));
  }

  private compare(a: PeerRow, b: PeerRow): number {
    const [x, y] = [this.column.key(a, this.nowMs), this.column.key(b, this.nowMs)];
    const order = typeof x === 'number' && typeof y === 'number' ? x - y : COLLATOR.compare(String(x), String(y));
    return (this.isDescending ? -order : order) || a.id - b.id;
  }

  private createRow(peer: PeerRow): DrawnRow {
    const sparkline = new Sparkline();
    const cells = COLUMNS.map((column) => {
      if (column.kind === 'chips') return element('span', { class: 'chips' });
      if (column !== DEFAULT_COLUMN) return element('span');
      const button = element('button', { type: 'button', class: 'link' });
      button.addEventListener('click', () => this.onPeer(peer.id, addressText(peer.address, peer.monitor)));
      return button;
    });
    const row = element(
      'tr',
      { role: 'row', 'data-peer': String(peer.id) },
      ...COLUMNS.map((column, i) => {
        const role = column === DEFAULT_COLUMN ? 'rowheader' : 'cell';
        const cell = element('td', { role, class: classOf(column), 'data-name': column.name }, cells[i]!);
        if (column.hasSparkline) cell.prepend(sparkline.root);
        return cell;
      }),
    );
    return { row, cells, sparkline };
  }

  private fill({ row, cells, sparkline }: DrawnRow, peer: PeerRow): void {
    row.classList.toggle('followed', peer.id === this.followed);
    for (const [i, column] of COLUMNS.entries()) {
      const cell = cells[i]!;
      if (column.kind === 'chips') fillChips(cell, column.list?.(peer) ?? []);
      else setText(cell, column.text(peer, this.nowMs));
    }
    sparkline.show(peer.roundTripsMs);
    cells[0]!.setAttribute('aria-pressed', String(peer.id === this.followed));
  }
}

function classOf({ isOfMonitors, kind }: Column): string {
  return isOfMonitors ? 'monitor' : (kind ?? '');
}

const COLLATOR = new Intl.Collator('en', { numeric: true });

function fillChips(cell: HTMLElement, names: readonly string[]): void {
  const isSame =
    cell.childElementCount === names.length && names.every((name, i) => cell.children[i]?.textContent === name);
  if (!isSame) cell.replaceChildren(...names.map((name) => element('span', { class: 'chip' }, name)));
}
