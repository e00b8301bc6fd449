import { useRef } from 'preact/hooks';
import { store } from '../state/session.js';
import { shortcuts, useShortcuts } from '../state/shortcuts.js';
import { TERMS, VIEW_TEXTS } from './helpTexts.js';

/** A button, and the dialog that it opens: the shortcuts, what each view is for, and the terms. */
export function Help() {
  const dialog = useRef<HTMLDialogElement>(null);
  const openDialog = (): void => dialog.current?.showModal();
  useShortcuts([{ key: '?', text: 'Show this help', onPress: openDialog }]);
  return (
    <>
      <button type="button" class="help-button" aria-label="Help" title="Help (?)" onClick={openDialog}>
        ?
      </button>
      <dialog ref={dialog} class="help" aria-labelledby="help-title">
        <div class="head">
          <h2 id="help-title">Help</h2>
          <form method="dialog">
            <button type="submit">Close</button>
          </form>
        </div>
        <h3>Keys</h3>
        <ShortcutList />
        <h3>Views</h3>
        <dl class="terms">
          {VIEW_TEXTS.map(([name, text]) => (
            <Term key={name} name={name} text={text} />
          ))}
        </dl>
        <h3>Terms</h3>
        <dl class="terms">
          {TERMS.map(([name, text]) => (
            <Term key={name} name={name} text={text} />
          ))}
        </dl>
        <p>
          More: <a href="page/dashboard.html">this page</a>, <a href="page/glossary.html">all terms</a>,{' '}
          <a href="page/alerts.html">alerts</a>, <a href="page/metrics.html">metrics</a>,{' '}
          <a href="page/limits.html">limits</a>, <a href="page/LICENSES.txt">licences</a>.
          {store.program !== undefined && ` rxpeer ${store.program.about.version}.`}
        </p>
      </dialog>
    </>
  );
}

/** The shortcuts of the current view; if several shortcuts have the same key, the newest one works. */
function ShortcutList() {
  const byKey = new Map(shortcuts.value.map(({ key, text }) => [key, text]));
  return (
    <dl class="keys">
      {[...byKey].map(([key, text]) => (
        <div key={key}>
          <dt>
            <kbd>{key === ' ' ? 'Space' : key}</kbd>
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

function Term({ name, text }: { readonly name: string; readonly text: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{text}</dd>
    </div>
  );
}
