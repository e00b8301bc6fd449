import type { ProblemRow } from '../protocol.js';
import { addressText } from './addressText.js';
import { byId, element, setHidden, setOrder, within } from './element.js';
import * as format from './format.js';

const KIND_TEXTS = { fault: 'fault', lost: 'disconnected', failed: 'not connected' } as const;

/** The table of faults, disconnected peers, and connections that could not be opened. */
export class ProblemsTable {
  private readonly table = byId('problems', HTMLTableElement);
  private readonly empty = within(this.table.parentElement!, '.empty');
  private rows = new Map<number, HTMLTableRowElement>();

  /** @param onPeer called with the peer that the user clicks, to show its messages */
  constructor(private readonly onPeer: (peer: number, address: string) => void) {}

  show(problems: readonly ProblemRow[]): void {
    this.rows = new Map(problems.map((row) => [row.number, this.rows.get(row.number) ?? this.createRow(row)]));
    setOrder(this.table.tBodies[0]!, [...this.rows.values()]);
    setHidden(this.table, problems.length === 0);
    setHidden(this.empty, problems.length > 0);
  }

  clear(): void {
    this.rows = new Map();
  }

  private createRow(problem: ProblemRow): HTMLTableRowElement {
    const { atMs, kind, address, monitor, peer, blame, code, text } = problem;
    const name = address === '' ? '\u2013' : addressText(address, monitor);
    const remote =
      peer === undefined ? element('span', {}, name) : element('button', { type: 'button', class: 'link' }, name);
    if (peer !== undefined) remote.addEventListener('click', () => this.onPeer(peer, name));
    return element(
      'tr',
      { 'data-kind': kind },
      element('td', { class: 'time' }, format.clock(atMs)),
      element('td', {}, element('span', { class: `tag ${kind}` }, KIND_TEXTS[kind])),
      element('td', { class: 'remote' }, remote),
      element('td', { class: 'reason' }, element('b', {}, code === '' ? blame : code), ' ', element('span', {}, text)),
    );
  }
}
