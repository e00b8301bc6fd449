import type { TroubleRow } from '../protocol.js';
import { byId, element, setHidden, setOrder, within } from './element.js';
import * as format from './format.js';

const WORDS = { fault: 'fault', lost: 'lost', failed: 'not connected' } as const;

/** What went wrong. */
export class Troubles {
  private readonly table = byId('troubles', HTMLTableElement);
  private readonly empty = within(this.table.parentElement!, '.empty');
  private rows = new Map<number, HTMLTableRowElement>();

  /** @param onPeer called with the peer whose conversation shall be shown */
  constructor(private readonly onPeer: (peer: number, address: string) => void) {}

  show(troubles: readonly TroubleRow[]): void {
    this.rows = new Map(troubles.map((row) => [row.number, this.rows.get(row.number) ?? this.make(row)]));
    setOrder(this.table.tBodies[0]!, [...this.rows.values()]);
    setHidden(this.table, troubles.length === 0);
    setHidden(this.empty, troubles.length > 0);
  }

  clear(): void {
    this.rows = new Map();
  }

  private make({ atMs, kind, address, peer, blame, code, text }: TroubleRow): HTMLTableRowElement {
    const who =
      peer === undefined ? element('span', {}, address) : element('button', { type: 'button', class: 'link' }, address);
    if (peer !== undefined) who.addEventListener('click', () => this.onPeer(peer, address));
    return element(
      'tr',
      { 'data-kind': kind },
      element('td', { class: 'time' }, format.clock(atMs)),
      element('td', {}, element('span', { class: `tag ${kind}` }, WORDS[kind])),
      element('td', { class: 'who' }, who),
      element('td', { class: 'reason' }, element('b', {}, code === '' ? blame : code), ' ', element('span', {}, text)),
    );
  }
}
