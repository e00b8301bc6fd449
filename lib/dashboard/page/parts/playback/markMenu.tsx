import type { PlaybackState } from '../../../protocol/playback.js';
import { seekTo } from '../../state/playbackControls.js';
import * as format from '../format.js';
import { Menu } from '../menu.js';
import { listedMarks } from '../../state/listedMarks.js';
import { countMarks, MARK_TEXTS } from './playbackTexts.js';

/** The marks of a recording as texts, to go to one; nothing if there are none. */
export function MarkMenu({ state: { atMs, marks } }: { readonly state: PlaybackState }) {
  if (marks.length === 0) return null;
  const listed = listedMarks(marks, atMs);
  return (
    <Menu name="Marks" label="The marks of the recording">
      <ul class="mark-counts">
        {countMarks(marks).map(([kind, count]) => (
          <li key={kind}>
            <i class={`mark-sample ${kind}`} aria-hidden="true" />
            {format.count(count)} × {MARK_TEXTS[kind]}
          </li>
        ))}
      </ul>
      {listed.length < marks.length && <p class="description">Too many to list all: the nearest faults and gaps.</p>}
      {listed.map((mark, i) => (
        <button key={i} type="button" class="mark-button" onClick={() => seekTo(mark.atMs)}>
          {format.exactClock(mark.atMs)} {MARK_TEXTS[mark.kind]}
        </button>
      ))}
    </Menu>
  );
}
