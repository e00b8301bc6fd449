import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';

/** A keyboard shortcut of the current view. */
export interface Shortcut {
  /** As `KeyboardEvent.key` names it. */
  readonly key: string;
  /** A description, for the list of shortcuts. */
  readonly text: string;
  readonly onPress: () => void;
}

/** The shortcuts of the components on the page, in the order in which they were added. */
export const shortcuts = signal<readonly Shortcut[]>([]);

/** Adds shortcuts while the component is on the page. The newest shortcut of a key is the one that is called. */
export function useShortcuts(added: readonly Shortcut[]): void {
  const latest = useRef(added);
  latest.current = added;
  useEffect(() => {
    const registered = latest.current.map(({ key, text }, i) => ({
      key,
      text,
      onPress: () => latest.current[i]?.onPress(),
    }));
    shortcuts.value = [...shortcuts.peek(), ...registered];
    return () => (shortcuts.value = shortcuts.peek().filter((each) => !registered.includes(each)));
  }, [added.map(({ key }) => key).join()]);
}

/** Calls the shortcut of a pressed key, unless the focused element needs the key. Call it once. */
export function listenForShortcuts(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isForElement(event.target, event.key)) return;
    const shortcut = shortcuts.peek().findLast(({ key }) => key === event.key);
    if (shortcut === undefined) return;
    event.preventDefault();
    shortcut.onPress();
  });
}

/** True if the focused element needs the key itself: a field all keys, a button Space and Enter, a link Enter. */
function isForElement(target: EventTarget | null, key: string): boolean {
  if (!(target instanceof Element)) return false;
  if (target.closest('input:not([type="checkbox"], [type="radio"]), select, textarea') !== null) return true;
  if (key === ' ') return target.closest('input, button, summary') !== null;
  return key === 'Enter' && target.closest('input, button, summary, a') !== null;
}
