import type { RatePoint, Overview } from '../protocol.js';
import { byId, element, setHidden, setOrder, setText, within } from './element.js';
import * as format from './format.js';

/** The table of all messages so far, by command. */
export class CommandsTable {
  private readonly table = byId('commands', HTMLTableElement);
  private readonly empty = within(this.table.parentElement!, '.empty');
  private readonly rows = new Map<string, { row: HTMLTableRowElement; cells: HTMLTableCellElement[] }>();

  show({ received, sent }: Overview, point: RatePoint | undefined): void {
    const commands = new Set([...Object.keys(received.byCommand), ...Object.keys(sent.byCommand)]);
    const total = (command: string): number =>
      (received.byCommand[command]?.messages ?? 0) + (sent.byCommand[command]?.messages ?? 0);
    const ordered = [...commands].sort((a, b) => total(b) - total(a) || a.localeCompare(b));
    setOrder(
      this.table.tBodies[0]!,
      ordered.map((command) => {
        const { row, cells } = this.rowOf(command);
        const texts = [
          format.count(received.byCommand[command]?.messages ?? 0),
          format.rate(point?.received[command]?.[0] ?? 0),
          format.count(sent.byCommand[command]?.messages ?? 0),
          format.rate(point?.sent[command]?.[0] ?? 0),
        ];
        cells.forEach((cell, i) => setText(cell, texts[i]!));
        return row;
      }),
    );
    setHidden(this.table, ordered.length === 0);
    setHidden(this.empty, ordered.length > 0);
  }

  private rowOf(command: string) {
    let known = this.rows.get(command);
    if (known === undefined) {
      const cells = Array.from({ length: 4 }, () => element('td', { class: 'number' }));
      const row = element('tr', { 'data-command': command }, element('th', { scope: 'row' }, command), ...cells);
      known = { row, cells };
      this.rows.set(command, known);
    }
    return known;
  }
}
