import { colourLetters } from '../../scripts/book/colours.mjs';
import type { BookCase, Page } from '../../scripts/book/parsePage.mjs';
import { flowOf } from '../../scripts/book/rows.mjs';
import { html, svg } from './dom.js';
import { caseFields } from './caseFields.js';
import { drawCase, type CaseDrawing } from './drawCase.js';
import { moveLetters } from './moveLetters.js';
import { changedCase, runCase, type Changes } from './model/caseState.js';
import { outcomePanel } from './outcomePanel.js';

/** A case that a reader can change. */
export interface LiveCase {
  /** The element to put into the page. */
  readonly element: HTMLElement;
  /** Replaces all changes of the reader. */
  setChanges(changes: Changes): void;
  /** Draws again, for another width. */
  redraw(): void;
}

/** Creates a live case. `onChange` is called after each change of the reader. */
export function createLiveCase(page: Page, original: BookCase, onChange: (changes: Changes) => void): LiveCase {
  let changes: Changes = new Map();
  let drawing: CaseDrawing | undefined;
  let isDragging = false;
  let frame = 0;
  const colours = colourLetters(page);
  const canvas = svg('svg', { role: 'group', 'aria-label': `Diagram of ${page.name}, ${original.title}` });
  const scroller = html('div', { class: 'marbles-scroll' }, canvas);
  const panel = outcomePanel(page.name, original.title);
  const current = (): BookCase => changedCase(original, changes);
  const fields = caseFields(original, `${page.name}-${page.cases.indexOf(original)}`, setRow, () => {
    setChanges(new Map());
    onChange(changes);
  });

  function setRow(row: string, text: string): void {
    const changed = new Map(changes);
    if (text === (original.rows.get(row) ?? '')) changed.delete(row);
    else changed.set(row, text);
    setChanges(changed);
    onChange(changes);
  }

  function setChanges(next: Changes): void {
    changes = next;
    fields.show(current());
    // At most one run per frame.
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(redraw);
  }

  function redraw(): void {
    const outcome = runCase(page.name, current());
    panel.show(outcome, changes);
    fields.showError(outcome.kind === 'refused' ? outcome : undefined);
    scroller.classList.toggle('marbles-refused', outcome.kind === 'refused');
    if (outcome.kind === 'refused') return;
    const focused = canvas.contains(document.activeElement) ? document.activeElement?.getAttribute('data-key') : null;
    drawing = drawCase(outcome.aligned, {
      colours,
      where: original.where,
      roomPx: scroller.clientWidth,
      maxMs: Math.max(...outcome.aligned.rows.map(({ lengthMs }) => lengthMs)),
      scale: isDragging ? drawing?.scale : undefined,
    });
    canvas.setAttribute('width', String(drawing.width));
    canvas.setAttribute('height', String(drawing.height));
    canvas.replaceChildren(...drawing.content);
    focusKey(wantedFocus ?? focused);
    wantedFocus = undefined;
  }

  let wantedFocus: string | undefined;
  function focusKey(key: string | null | undefined): void {
    if (key !== null && key !== undefined) {
      canvas.querySelector<SVGElement>(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
    }
  }

  moveLetters(canvas, {
    diagramOf: (row) => current().rows.get(row),
    scale: () => drawing!.scale,
    isLetter: (symbol) => original.where.has(symbol) || isPlainLetter(original, symbol),
    change(row, { diagram, index }) {
      wantedFocus = `${row}:${index}`;
      setRow(row, diagram);
      // The focus moves with the letter before the next key.
      if (!isDragging) {
        cancelAnimationFrame(frame);
        redraw();
      }
    },
    setDragging(next) {
      isDragging = next;
      if (!next) redraw();
    },
    say: (sentence) => panel.say(sentence),
  });
  return {
    element: html('div', { class: 'marbles-live' }, scroller, panel.status, fields.element, panel.details),
    setChanges,
    redraw,
  };
}

/** On some pages a letter without a definition represents itself: then an input of the case has one. */
function isPlainLetter(bookCase: BookCase, symbol: string): boolean {
  const shown = flowOf(bookCase).ins.flatMap((row) => Array.from(bookCase.rows.get(row)!));
  const hasPlain = shown.some((letter) => /[a-zA-Z]/.test(letter) && !bookCase.where.has(letter));
  return (hasPlain || bookCase.where.size === 0) && /^[a-zA-Z]$/.test(symbol);
}
