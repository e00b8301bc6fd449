import {
  addEvent,
  moveEvent,
  removeEvent,
  rowEventsOf,
  stepEvent,
  type ChangedRow,
  type RowEvents,
} from './model/rowEvents.js';
import { LINE_X } from './drawCase.js';
import type { TimeScale } from './model/timeScale.js';

/** The case whose letters are moved. */
export interface MovableCase {
  /** The diagram of an input row; undefined if the reader has removed the row. */
  diagramOf(row: string): string | undefined;
  /** The time scale of the drawing. */
  scale(): TimeScale;
  /** True if the letter can be added: it is defined, or a letter of the page needs no definition. */
  isLetter(symbol: string): boolean;
  /** Sets the diagram of a row, and moves the focus to the event with this index. */
  change(row: string, changed: ChangedRow): void;
  /** While a letter is dragged the time scale stays. */
  setDragging(isDragging: boolean): void;
  /** Says a sentence to the reader. */
  say(sentence: string): void;
}

/** Lets the pointer and the keyboard move the letters of a drawing. The listeners end with the element. */
export function moveLetters(drawing: SVGSVGElement, book: MovableCase): void {
  let dragged: { row: string; index: number } | undefined;

  drawing.addEventListener('pointerdown', (event) => {
    const letter = letterOf(event.target);
    if (letter === undefined || event.button !== 0) return;
    event.preventDefault();
    letter.element.focus();
    // The drawing keeps the pointer: each move draws the letter again.
    drawing.setPointerCapture(event.pointerId);
    dragged = { row: letter.row, index: letter.index };
    book.setDragging(true);
  });
  drawing.addEventListener('pointermove', (event) => {
    if (dragged === undefined) return;
    const x = event.clientX - drawing.getBoundingClientRect().left - LINE_X;
    const row = eventsWith(book, dragged.row, dragged.index);
    if (row === undefined) {
      book.say(NOT_DRAWN);
      return;
    }
    const wantedMs = book.scale().msOf(x);
    const changed = row.events[dragged.index]!.atMs === wantedMs ? undefined : moveEvent(row, dragged.index, wantedMs);
    if (changed === undefined) return;
    book.change(dragged.row, changed);
    dragged = { row: dragged.row, index: changed.index };
  });
  for (const end of ['pointerup', 'pointercancel'] as const) {
    drawing.addEventListener(end, () => {
      if (dragged === undefined) return;
      dragged = undefined;
      book.setDragging(false);
    });
  }

  drawing.addEventListener('keydown', (event) => {
    const letter = letterOf(event.target);
    if (letter === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    const { row, index } = letter;
    const change = (changedOf: (events: RowEvents) => ChangedRow | undefined, refusal = NO_TIME): void => {
      event.preventDefault();
      const events = eventsWith(book, row, index);
      const changed = events && changedOf(events);
      if (changed === undefined) book.say(events === undefined ? NOT_DRAWN : refusal);
      else book.change(row, changed);
    };
    if (event.key === 'ArrowRight' || event.key === 'ArrowUp') change((events) => stepEvent(events, index, 1));
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowDown') change((events) => stepEvent(events, index, -1));
    else if (event.key === 'Home') change((events) => moveEvent(events, index, 0));
    else if (event.key === 'Delete' || event.key === 'Backspace') change((events) => removeEvent(events, index));
    else if (Array.from(event.key).length === 1 && event.key.trim() !== '') {
      const isKnown = book.isLetter(event.key);
      const refusal = isKnown ? NO_TIME : `${event.key} is not a letter of this case.`;
      change((events) => (isKnown ? addEvent(events, index, event.key) : undefined), refusal);
    }
  });
}

const NO_TIME = 'There is no free time: a group takes as many milliseconds as it has characters.';
const NOT_DRAWN = 'The drawing shows the rows before the last change: correct the row first.';

/** The events of a row; undefined if the event with this index is not in it: a row that cannot be run is not drawn, so the letters are older. */
function eventsWith(book: MovableCase, row: string, index: number): RowEvents | undefined {
  try {
    const found = rowEventsOf(book.diagramOf(row) ?? '');
    return index < found.events.length ? found : undefined;
  } catch {
    return undefined;
  }
}

function letterOf(target: EventTarget | null): { element: SVGElement; row: string; index: number } | undefined {
  const element = target instanceof Element ? target.closest<SVGElement>('[data-key]') : null;
  if (element === null) return undefined;
  const [row, index] = element.dataset.key!.split(':') as [string, string];
  return { element, row, index: Number(index) };
}
