import type { SequenceLine } from '../protocol.js';
import { ROW_PX } from './arrows.js';
import { element } from './element.js';
import * as format from './format.js';

/** The words of a conversation, one row a message, of those rows that are seen. */
export class SequenceRows {
  private readonly rows = new Map<number, HTMLElement>();

  /**
   * @param list what is scrolled, which says to assistive technology which row is chosen
   * @param space within it, where the rows are put
   */
  constructor(
    private readonly list: HTMLElement,
    private readonly space: HTMLElement,
  ) {}

  /** Makes the rows of the lines from `first` up to `end`, and lets those go that are not among them. */
  draw(lines: readonly SequenceLine[], first: number, end: number, chosen: number | undefined): void {
    const seen = new Set<number>();
    for (let i = first; i < end; i++) {
      const line = lines[i]!;
      seen.add(line.number);
      let row = this.rows.get(line.number);
      if (row === undefined) {
        row = makeRow(line);
        this.rows.set(line.number, row);
        this.space.append(row);
      }
      row.style.transform = `translateY(${i * ROW_PX}px)`;
      row.setAttribute('aria-setsize', String(lines.length));
      row.setAttribute('aria-posinset', String(i + 1));
      row.setAttribute('aria-selected', String(line.number === chosen));
    }
    for (const [number, row] of this.rows) {
      if (seen.has(number)) continue;
      row.remove();
      this.rows.delete(number);
    }
    if (chosen === undefined || !seen.has(chosen)) this.list.removeAttribute('aria-activedescendant');
    else this.list.setAttribute('aria-activedescendant', `line-${chosen}`);
  }

  clear(): void {
    for (const row of this.rows.values()) row.remove();
    this.rows.clear();
  }
}

function makeRow({ number, atMs, direction, command, summary, answers, isUnreadable }: SequenceLine): HTMLElement {
  const took =
    answers === undefined ? [] : [element('span', { class: 'took' }, `after ${format.milliseconds(answers.tookMs)}`)];
  return element(
    'div',
    {
      id: `line-${number}`,
      class: `line ${direction}${isUnreadable ? ' unreadable' : ''}`,
      role: 'option',
      'data-line': String(number),
      'data-command': command,
    },
    element('span', { class: 'at' }, format.exactClock(atMs)),
    element(
      'span',
      { class: 'said' },
      element('span', { class: 'hidden' }, direction === 'received' ? 'received ' : 'sent '),
      element('b', {}, command),
      element('span', { class: 'summary' }, summary === '' ? '' : ` ${summary}`),
    ),
    ...took,
  );
}
