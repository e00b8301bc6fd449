import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

export interface ConfirmDialogProps {
  /** Unique within the page. */
  readonly id: string;
  readonly title: string;
  /** The text of the button that does it. */
  readonly confirm: string;
  /** What will happen, and fields. */
  readonly children: ComponentChildren;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/**
 * Asks for confirmation before an action that cannot be undone. A modal dialog of the browser: Escape cancels, and the focus returns to
 * the button that opened it.
 */
export function ConfirmDialog({ children, confirm, id, onCancel, onConfirm, title }: ConfirmDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const opener = document.activeElement;
    const { current } = dialog;
    current?.showModal();
    return () => {
      current?.close();
      // A dialog that is removed does not return the focus automatically.
      if (opener instanceof HTMLElement) opener.focus();
    };
  }, []);
  return (
    <dialog
      id={id}
      ref={dialog}
      aria-labelledby={`${id}-title`}
      onCancel={(event) => {
        event.preventDefault();
        onCancel();
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onConfirm();
        }}
      >
        <h2 id={`${id}-title`}>{title}</h2>
        {children}
        <div class="dialog-buttons">
          <button type="button" onClick={onCancel}>
            Cancel
          </button>
          <button type="submit" class="danger">
            {confirm}
          </button>
        </div>
      </form>
    </dialog>
  );
}
