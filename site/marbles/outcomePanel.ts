import { html } from './dom.js';
import type { Changes, Outcome } from './model/caseState.js';
import { commandText } from './model/commandText.js';

/** What a run gave, in words and as text. */
export interface OutcomePanel {
  /** Says whether the rows are as expected, and lists the differences. */
  readonly status: HTMLElement;
  /** The rows as text, and the command that prints them. */
  readonly details: HTMLElement;
  show(outcome: Outcome, changes: Changes): void;
  /** Says a sentence, until the next run. */
  say(sentence: string): void;
}

/** Creates the panel of a case. */
export function outcomePanel(page: string, title: string): OutcomePanel {
  const verdict = html('p', { class: 'marbles-verdict', role: 'status' });
  const differences = html('ul', { class: 'marbles-differences' });
  const rows = html('pre', { class: 'marbles-text', tabindex: 0, 'aria-label': `The rows of ${title} as text` });
  const command = html('pre', {
    class: 'marbles-command',
    tabindex: 0,
    'aria-label': 'The command that prints these rows',
  });
  const details = html(
    'details',
    {},
    html('summary', {}, 'Rows as text'),
    rows,
    copyButton('Copy the rows', rows),
    html('p', {}, 'In a clone of the project this command prints the same rows:'),
    command,
    copyButton('Copy the command', command),
  );

  return {
    details,
    status: html('div', {}, verdict, differences),
    say(sentence) {
      verdict.textContent = sentence;
    },
    show(outcome, changes) {
      command.textContent = commandText(page, title, changes);
      if (outcome.kind === 'refused') {
        verdict.textContent = 'This cannot be run. The drawing shows the rows before the change.';
        differences.replaceChildren();
        rows.textContent = outcome.message;
        return;
      }
      const lines = [...outcome.aligned.explanations, ...outcome.leaks];
      verdict.textContent = outcome.isAsExpected
        ? '✓ Every output is as the page expects it.'
        : `≠ The outputs differ from the page, which expects those of the unchanged inputs.`;
      differences.replaceChildren(...lines.map((line) => html('li', {}, line)));
      rows.textContent = outcome.text;
    },
  };
}

function copyButton(label: string, source: HTMLElement): HTMLElement {
  const button = html('button', { type: 'button' }, label);
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(source.textContent ?? '').then(
      () => (button.textContent = 'Copied'),
      () => (button.textContent = 'Copying is not permitted: select the text'),
    );
    setTimeout(() => (button.textContent = label), 2000);
  });
  return button;
}
