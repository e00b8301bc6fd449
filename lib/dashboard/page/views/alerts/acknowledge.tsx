import { useState } from 'preact/hooks';
import type { AlertRow } from '../../../protocol/alertRow.js';
import { ask } from '../../state/session.js';

export interface AcknowledgeProps {
  readonly alerts: readonly AlertRow[];
  /** The text of the button. */
  readonly text: string;
  /** The acknowledged alerts, for screen readers. */
  readonly label?: string | undefined;
}

/** A button that acknowledges alerts for all pages: they stay listed, and no longer mark the tab. */
export function Acknowledge({ alerts, label, text }: AcknowledgeProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState('');
  const acknowledge = async (button: HTMLButtonElement): Promise<void> => {
    if (isBusy) return;
    setIsBusy(true);
    setError('');
    try {
      // One after the other: the program answers a limited number of questions at a time.
      for (const { key } of alerts) await ask('acknowledge', { key });
      focusNext(button);
    } catch (reason) {
      setError(`Not acknowledged: ${(reason as Error).message}. Try again.`);
    }
    setIsBusy(false);
  };
  return (
    <>
      <button
        type="button"
        class="acknowledge"
        aria-label={label}
        aria-disabled={isBusy}
        onClick={({ currentTarget }) => void acknowledge(currentTarget)}
      >
        {text}
      </button>
      <span class="failure" role="status">
        {error}
      </span>
    </>
  );
}

/** The button disappears with the next update: a keyboard user continues with the next one, or at the list. */
function focusNext(button: HTMLButtonElement): void {
  if (document.activeElement !== button) return;
  const buttons = [...document.querySelectorAll<HTMLElement>('.alerts .acknowledge')];
  const next = buttons[buttons.indexOf(button) + 1] ?? document.getElementById('main');
  next?.focus({ preventScroll: true });
}
