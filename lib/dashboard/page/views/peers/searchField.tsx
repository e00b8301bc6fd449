import { useRef } from 'preact/hooks';
import * as format from '../../parts/format.js';
import { Menu } from '../../parts/menu.js';
import { param, setParams } from '../../state/route.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { MAX_SEARCH_CHARACTERS } from './search/parseSearch.js';
import { FLAGS } from './search/searchedPeer.js';
import { NUMBER_FIELDS, TEXT_FIELDS } from './search/searchFields.js';

export interface SearchFieldProps {
  /** The errors of the search, as sentences. */
  readonly errors: readonly string[];
  /** The number of rows that match. */
  readonly found: number;
  /** The number of all rows. */
  readonly total: number;
  /** The noun for one row, such as `peer`; an s is added for several. */
  readonly what: string;
}

/** The search of the table, with its errors below and a help beside it. */
export function SearchField({ errors, found, total, what }: SearchFieldProps) {
  const input = useRef<HTMLInputElement>(null);
  useShortcuts([{ key: '/', text: `Search the ${what}s`, onPress: () => input.current?.focus() }]);
  const q = param('q');
  const names = `${what}${total === 1 ? '' : 's'}`;
  return (
    <search class="search">
      <div class="search-row">
        <input
          id="peer-search"
          type="search"
          ref={input}
          value={q}
          maxLength={MAX_SEARCH_CHARACTERS}
          placeholder="Search: agent:knots rtt>300 transport:v1"
          aria-label={`Search the ${what}s`}
          aria-describedby="peer-search-errors"
          aria-invalid={errors.length > 0}
          autocomplete="off"
          spellcheck={false}
          onInput={(event) => setParams({ q: event.currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' && event.key !== 'Enter') return;
            // Otherwise the browser clears the field after it has lost the focus, without an input event.
            event.preventDefault();
            event.currentTarget.blur();
          }}
        />
        <SearchHelp />
        <output id="peer-count" class="count">
          {q === '' ? `${format.count(total)} ${names}` : `${format.count(found)} of ${format.count(total)} ${names}`}
        </output>
      </div>
      <ul id="peer-search-errors" class="errors" aria-live="polite">
        {errors.map((error) => (
          <li key={error}>{error}</li>
        ))}
      </ul>
    </search>
  );
}

/** The fields of the search. */
function SearchHelp() {
  const fields = [
    ...Object.entries(TEXT_FIELDS).map(([name, { help }]) => [`${name}:`, help] as const),
    ...Object.entries(NUMBER_FIELDS).map(([name, { help }]) => [`${name}>`, help] as const),
    ['is:', FLAGS.join(', ')] as const,
  ];
  return (
    <Menu name="Help" label="Help for the search">
      <div class="search-help">
        <p>
          Words are searched in all texts. Write <code>field:value</code> for one field, <code>{'>'}</code>{' '}
          <code>{'<'}</code> <code>{'>='}</code> <code>{'<='}</code> for numbers, <code>-</code> in front for the
          opposite, and quotes around a text with spaces. All terms have to match.
        </p>
        <dl>
          {fields.map(([name, help]) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{help}</dd>
            </div>
          ))}
        </dl>
      </div>
    </Menu>
  );
}
