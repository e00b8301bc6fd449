import type { PlaybackState } from '../../../protocol/playback.js';
import { controlledMs, playback, requestedMs } from '../../state/playback.js';
import { seekBy, seekToEnd, seekToStart, togglePlaying } from '../../state/playbackControls.js';
import { useShortcuts } from '../../state/shortcuts.js';
import { CopyMoment } from './copyMoment.js';
import { MarkMenu } from './markMenu.js';
import { PlaybackReport } from './playbackReport.js';
import { dateTimeText, placeText } from './playbackTexts.js';
import { Scrubber } from './scrubber.js';
import { SpeedField } from './speedField.js';

/** The time that `,` and `.` move by. */
const STEP_MS = 1000;

/** The controls of a playback; nothing if the data are live. */
export function PlaybackBar() {
  const state = playback.value;
  return state === undefined ? null : <Controls state={state} />;
}

function Controls({ state }: { readonly state: PlaybackState }) {
  useShortcuts([
    { key: ' ', text: 'Play, or pause', onPress: togglePlaying },
    { key: ',', text: 'Go back by 1 s', onPress: () => seekBy(-STEP_MS) },
    { key: '.', text: 'Go forward by 1 s', onPress: () => seekBy(STEP_MS) },
  ]);
  const shownMs = controlledMs(state);
  const isBusy = state.isSeeking || requestedMs.value !== undefined;
  const isHistory = state.kind === 'history';
  return (
    <section class="playback" aria-label="Playback" aria-busy={isBusy}>
      <div class="playback-row">
        <button type="button" class="play" title="Play, or pause (Space)" onClick={togglePlaying}>
          {playName(state)}
        </button>
        <div class="jumps" role="group" aria-label="Go to another time">
          <Jump name="Start" label={`Go to the start: ${dateTimeText(state.fromMs)}`} onPress={seekToStart} />
          <Jump name="−1 min" label="Go back by 1 minute" onPress={() => seekBy(-60_000)} />
          <Jump name="−10 s" label="Go back by 10 seconds" onPress={() => seekBy(-10_000)} />
          <Jump name="+10 s" label="Go forward by 10 seconds" onPress={() => seekBy(10_000)} />
          <Jump name="+1 min" label="Go forward by 1 minute" onPress={() => seekBy(60_000)} />
          <Jump
            name={isHistory ? 'Live' : 'End'}
            label={isHistory ? 'Go to the present' : `Go to the end: ${dateTimeText(state.toMs)}`}
            onPress={seekToEnd}
          />
        </div>
        <p class="playback-time">
          <time dateTime={new Date(shownMs).toISOString()} title="The time that is shown, by the clock of this machine">
            {dateTimeText(shownMs)}
          </time>
          <span class="place">{placeText(shownMs, state)}</span>
        </p>
        <div class="playback-tools">
          <SpeedField speed={state.speed} />
          <MarkMenu state={state} />
          <CopyMoment atMs={shownMs} />
        </div>
      </div>
      <Scrubber state={state} />
      <PlaybackReport state={state} />
    </section>
  );
}

function playName({ isAtEnd, isPlaying, kind }: PlaybackState): string {
  if (isPlaying) return 'Pause';
  return isAtEnd && kind === 'recording' ? 'Play again' : 'Play';
}

interface JumpProps {
  readonly name: string;
  /** Contains the name, or explains it. */
  readonly label: string;
  readonly onPress: () => void;
}

function Jump({ name, label, onPress }: JumpProps) {
  return (
    <button type="button" title={label} onClick={onPress}>
      {name}
    </button>
  );
}
