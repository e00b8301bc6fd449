import type { SequenceLine } from '../protocol.js';
import { ROW_PX } from './arrows.js';
import { element } from './element.js';
import * as format from './format.js';

/** The texts of the sequence diagram: one row per message, for the visible rows only. */
export class SequenceRows {
  private readonly rows = new Map<number, HTMLElement>();

  /**
   * @param list the scrolling list box; its aria-activedescendant names the selected row
   * @param canvas the element within the list that contains the rows
   */
  constructor(
    private readonly list: HTMLElement,
    private readonly canvas: HTMLElement,
  ) {}

  /** Creates the rows of the lines from index `first` to `end - 1`, and removes all others. */
  draw(lines: readonly SequenceLine[], first: number, end: number, selected: number | undefined): void {
    const drawn = new Set<number>();
    for (let i = first; i < end; i++) {
      const line = lines[i]!;
      drawn.add(line.number);
      let row = this.rows.get(line.number);
      if (row === undefined) {
        row = createRow(line);
        this.rows.set(line.number, row);
        this.canvas.append(row);
      }
      row.style.transform = `translateY(${i * ROW_PX}px)`;
      row.setAttribute('aria-setsize', String(lines.length));
      row.setAttribute('aria-posinset', String(i + 1));
      row.setAttribute('aria-selected', String(line.number === selected));
    }
    for (const [number, row] of this.rows) {
      if (drawn.has(number)) continue;
      row.remove();
      this.rows.delete(number);
    }
    if (selected === undefined || !drawn.has(selected)) this.list.removeAttribute('aria-activedescendant');
    else this.list.setAttribute('aria-activedescendant', `line-${selected}`);
  }

  clear(): void {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
  }
}

function createRow({ number, atMs, direction, command, summary, answers, isUnreadable }: SequenceLine): HTMLElement {
  const delay =
    answers === undefined ? [] : [element('span', { class: 'delay' }, `after ${format.milliseconds(answers.tookMs)}`)];
  return element(
    'div',
    {
      id: `line-${number}`,
      class: `line ${direction}${isUnreadable ? ' unreadable' : ''}`,
      role: 'option',
      'data-line': String(number),
      'data-command': command,
    },
    element('span', { class: 'clock' }, format.exactClock(atMs)),
    element(
      'span',
      { class: 'text' },
      element('span', { class: 'hidden' }, direction === 'received' ? 'received ' : 'sent '),
      element('b', {}, command),
      element('span', { class: 'summary' }, summary === '' ? '' : ` ${summary}`),
    ),
    ...delay,
  );
}
