import type { PlaybackState } from '../../../protocol/playback.js';
import { controlledMs, draggedMs } from '../../state/playback.js';
import { seekBy, seekTo, togglePlaying } from '../../state/playbackControls.js';
import { Marks } from './marks.js';
import { spokenTime } from './playbackTexts.js';

/** The times that the keys of the slider move by. Home and End are handled by the browser. */
const KEY_STEPS_MS: Readonly<Record<string, number>> = {
  ArrowLeft: -10_000,
  ArrowDown: -10_000,
  ArrowRight: 10_000,
  ArrowUp: 10_000,
  PageDown: -60_000,
  PageUp: 60_000,
  ',': -1000,
  '.': 1000,
};

/** The time as a slider, above the marks. It follows the pointer, and the playback moves when the pointer is released. */
export function Scrubber({ state }: { readonly state: PlaybackState }) {
  const { fromMs, toMs } = state;
  const shownMs = controlledMs(state);
  const lengthMs = Math.max(toMs - fromMs, 1);
  return (
    <div class="scrubber">
      <input
        type="range"
        aria-label="Time"
        title="The time that is shown. Arrow keys: 10 s; page keys: 1 min; comma and dot: 1 s"
        min="0"
        max={lengthMs}
        step="any"
        value={Math.min(shownMs - fromMs, lengthMs)}
        aria-valuetext={spokenTime(shownMs, state)}
        onInput={({ currentTarget }) => (draggedMs.value = fromMs + currentTarget.valueAsNumber)}
        onChange={({ currentTarget }) => {
          draggedMs.value = undefined;
          seekTo(fromMs + currentTarget.valueAsNumber);
        }}
        onKeyDown={(event) => {
          if (event.ctrlKey || event.metaKey || event.altKey) return;
          const stepMs = KEY_STEPS_MS[event.key];
          if (stepMs === undefined && event.key !== ' ') return;
          event.preventDefault();
          if (stepMs === undefined) togglePlaying();
          else seekBy(stepMs);
        }}
      />
      <Marks marks={state.marks} fromMs={fromMs} lengthMs={lengthMs} />
    </div>
  );
}
