import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { SequenceLine } from '../../../protocol/sequence.js';
import * as format from '../../parts/format.js';
import { Menu } from '../../parts/menu.js';
import { SearchField } from '../../parts/searchField.js';
import { setParams } from '../../state/route.js';
import { FILTER_PARAMS, formatCommands, isFiltered, type LineFilter } from './filterLines.js';

export interface FilterToolsProps {
  /** All stored lines. */
  readonly lines: readonly SequenceLine[];
  /** The number of shown lines. */
  readonly shown: number;
  readonly filter: LineFilter;
  /** Shown after the fields. */
  readonly children: ComponentChildren;
}

/** The fields that choose which messages are shown. Each is a parameter of the URL. */
export function FilterTools({ lines, shown, filter, children }: FilterToolsProps) {
  const showAll = (): void => setParams(Object.fromEntries(FILTER_PARAMS.map((name) => [name, undefined])));
  return (
    <div class="table-tools">
      <SearchField name="Search" label="Search the messages" placeholder="Any text" id="conversation-search" />
      <CommandMenu lines={lines} chosen={filter.commands} />
      <label class="field">
        Direction
        <select
          id="conversation-direction"
          value={filter.direction}
          onChange={(event) => setParams({ direction: event.currentTarget.value })}
        >
          <option value="">both</option>
          <option value="received">received</option>
          <option value="sent">sent</option>
        </select>
      </label>
      <label class="field">
        <input
          type="checkbox"
          id="conversation-pings"
          checked={filter.hidesPings}
          onChange={(event) => setParams({ pings: event.currentTarget.checked ? 'hide' : undefined })}
        />
        Hide pings
      </label>
      {filter.exchange !== undefined && (
        <button type="button" class="chip-button" onClick={() => setParams({ exchange: undefined })}>
          Only the exchange of message {filter.exchange} <span aria-hidden="true">✕</span>
          <span class="hidden">: show the others, too</span>
        </button>
      )}
      {isFiltered(filter) && (
        <button type="button" onClick={showAll}>
          Show all
        </button>
      )}
      {children}
      <span class="count" id="conversation-count">
        {isFiltered(filter)
          ? `${format.count(shown)} of ${format.count(lines.length)} messages`
          : `${format.count(lines.length)} ${lines.length === 1 ? 'message' : 'messages'}`}
      </span>
    </div>
  );
}

interface CommandMenuProps {
  readonly lines: readonly SequenceLine[];
  readonly chosen: ReadonlySet<string>;
}

/** Lets the user choose commands, with the number of their messages. */
function CommandMenu({ lines, chosen }: CommandMenuProps) {
  const counts = useMemo(() => countByCommand(lines, chosen), [lines, chosen]);
  const toggle = (command: string): void => {
    const next = new Set(chosen);
    if (!next.delete(command)) next.add(command);
    setParams({ command: formatCommands(next) });
  };
  const name = chosen.size === 0 ? 'All commands' : [...chosen].slice(0, 3).join(', ') + (chosen.size > 3 ? ', …' : '');
  return (
    <Menu name={name} label={`Commands: ${name}`}>
      {counts.map(([command, count]) => (
        <label key={command} class="option">
          <input type="checkbox" checked={chosen.has(command)} onChange={() => toggle(command)} />
          {command}
          <span class="count">{format.count(count)}</span>
        </label>
      ))}
      <button type="button" onClick={() => setParams({ command: undefined })}>
        All commands
      </button>
    </Menu>
  );
}

/** The commands in alphabetical order; the chosen ones even without a message. */
function countByCommand(lines: readonly SequenceLine[], chosen: ReadonlySet<string>): (readonly [string, number])[] {
  const counts = new Map<string, number>([...chosen].map((command) => [command, 0]));
  for (const { command } of lines) counts.set(command, (counts.get(command) ?? 0) + 1);
  return [...counts].sort(([a], [b]) => (a < b ? -1 : 1));
}
