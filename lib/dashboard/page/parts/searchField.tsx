import { useRef } from 'preact/hooks';
import { param, setParams } from '../state/route.js';
import { useShortcuts } from '../state/shortcuts.js';

export interface SearchFieldProps {
  /** The text in front of the field. */
  readonly name: string;
  /** What is searched, for screen readers and the list of shortcuts. */
  readonly label: string;
  readonly placeholder: string;
  /** Unique within the page. Default: none. */
  readonly id?: string;
}

/** A field whose text is the parameter `q` of the URL; `/` moves to it. */
export function SearchField({ id, label, name, placeholder }: SearchFieldProps) {
  const field = useRef<HTMLInputElement>(null);
  useShortcuts([{ key: '/', text: label, onPress: () => field.current?.focus() }]);
  return (
    <label class="field">
      {name}
      <input
        ref={field}
        id={id}
        type="search"
        aria-label={label}
        placeholder={placeholder}
        value={param('q')}
        onInput={({ currentTarget }) => setParams({ q: currentTarget.value })}
      />
    </label>
  );
}
