import type { PlaybackState } from '../../../protocol/playback.js';
import * as format from '../format.js';
import { seekShare } from './playbackTexts.js';

/** The progress of a seek, and notices about data that could not be read. */
export function PlaybackReport({ state }: { readonly state: PlaybackState }) {
  return (
    <>
      <div class="playback-report">
        <span role="status">{reportText(state)}</span>
        {state.isSeeking && <progress aria-label="Progress of the move" max="1" value={seekShare(state)} />}
      </div>
      {state.notices.length > 0 && (
        <ul class="playback-notices" aria-label="Notices about what is played">
          {state.notices.map((notice) => (
            <li key={notice}>{notice}</li>
          ))}
        </ul>
      )}
    </>
  );
}

function reportText({ isAtEnd, isComplete, isSeeking, kind, seekToMs }: PlaybackState): string {
  if (isSeeking) return `Moving to ${format.clock(seekToMs!)}: all records before this time have to be read.`;
  if (isAtEnd) return kind === 'recording' ? 'The end of the recording.' : 'The reading has ended.';
  return isComplete ? '' : 'The file is still being read to find its end.';
}
