import type { BookCase } from '../../scripts/book/parsePage.mjs';
import { withOption } from '../../marbles/run/text/changeCase.js';
import { html } from './dom.js';
import { editableRows, numberOptions } from './model/caseState.js';

/** The fields of a live case: one per row, one per number in its options. */
export interface CaseFields {
  readonly element: HTMLElement;
  /** Shows the rows of the case; the field with the focus keeps what the reader types. */
  show(bookCase: BookCase): void;
  /** Shows why the case cannot be run, beside the field of its row; undefined: it can. */
  showError(refusal: { readonly message: string; readonly row: string | undefined } | undefined): void;
}

/** Creates the fields of a case. `id` is the beginning of the ids of its elements. */
export function caseFields(
  original: BookCase,
  id: string,
  setRow: (row: string, text: string) => void,
  reset: () => void,
): CaseFields {
  const rows = new Map(editableRows(original).map((row) => [row, rowField(row, `${id}-${row.replaceAll(' ', '-')}`)]));
  const numbers = new Map(numberOptions(original).map(([name]) => [name, numberField(name, `${id}-option-${name}`)]));
  const generalError = html('p', { class: 'marbles-error' });
  const button = html('button', { type: 'button' }, 'Reset');
  let current = original;

  for (const [row, { input }] of rows) input.addEventListener('input', () => setRow(row, input.value.trim()));
  for (const [name, { input }] of numbers) {
    input.addEventListener('input', () => {
      if (input.value !== '') setRow('options', withOption(current, name, input.value).rows.get('options') ?? '');
    });
  }
  button.addEventListener('click', reset);

  return {
    element: html(
      'div',
      { class: 'marbles-fields' },
      ...Array.from(numbers.values(), ({ field }) => field),
      ...Array.from(rows.values(), ({ field }) => field),
      generalError,
      button,
    ),
    show(bookCase) {
      current = bookCase;
      for (const [row, { input }] of rows) setValue(input, bookCase.rows.get(row) ?? '');
      const values = new Map(numberOptions(bookCase));
      for (const [name, { input }] of numbers) setValue(input, String(values.get(name) ?? ''));
    },
    showError(refusal) {
      for (const [row, { input, error }] of rows) {
        const isHere = refusal?.row === row;
        error.textContent = isHere ? refusal.message : '';
        input.setAttribute('aria-invalid', String(isHere));
      }
      const isElsewhere = refusal !== undefined && !rows.has(refusal.row ?? '');
      generalError.textContent = isElsewhere ? refusal.message : '';
    },
  };
}

/** A reader who types is not interrupted. */
function setValue(input: HTMLInputElement, value: string): void {
  if (document.activeElement !== input || input.value.trim() !== value) input.value = value;
}

function rowField(row: string, id: string): { field: HTMLElement; input: HTMLInputElement; error: HTMLElement } {
  const input = html('input', {
    ...{ id, type: 'text', spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off' },
    'aria-describedby': `${id}-error`,
  });
  const error = html('p', { class: 'marbles-error', id: `${id}-error` });
  return { field: html('div', { class: 'marbles-row' }, html('label', { for: id }, row), input, error), input, error };
}

function numberField(name: string, id: string): { field: HTMLElement; input: HTMLInputElement } {
  const input = html('input', { id, type: 'number', min: 0, step: 1 });
  return { field: html('div', { class: 'marbles-number' }, html('label', { for: id }, name), input), input };
}
