import type { EventKind, EventMark } from '../../protocol/eventMark.js';
import { param, setParams } from '../state/route.js';
import { MARK_STYLES } from './chart/markStyles.js';
import { Menu } from './menu.js';

const KINDS = Object.keys(MARK_STYLES) as readonly EventKind[];

/** The kinds of events that the URL hides. */
function hiddenKinds(): readonly string[] {
  return param('no-events').split(' ');
}

/** The marks that the user has not hidden. */
export function shownEvents(marks: readonly EventMark[]): readonly EventMark[] {
  const hidden = hiddenKinds();
  return marks.filter(({ kind }) => !hidden.includes(kind));
}

/** Chooses the events that charts show as marks. */
export function EventsMenu() {
  const hidden = hiddenKinds();
  const toggle = (kind: EventKind): void => {
    const next = KINDS.filter((each) => hidden.includes(each) !== (each === kind));
    setParams({ 'no-events': next.join(' ') });
  };
  return (
    <Menu name="Events" label="Events shown in charts">
      {KINDS.map((kind) => (
        <label key={kind} class="option">
          <input type="checkbox" checked={!hidden.includes(kind)} onChange={() => toggle(kind)} />
          <span class="mark-key" data-kind={kind} aria-hidden="true" />
          {MARK_STYLES[kind].name}
        </label>
      ))}
    </Menu>
  );
}
