import type { RecordingRow } from '../../../protocol/action.js';
import * as format from '../../parts/format.js';

const STATE_TEXTS = { recording: 'Recording to', ended: 'Recorded to', failed: 'The recording failed:' } as const;

/** The recordings of the peer: the file, its size, and why it has ended. */
export function RecordingState({ recordings }: { readonly recordings: readonly RecordingRow[] }) {
  if (recordings.length === 0) return null;
  return (
    <ul id="recordings" class="recordings">
      {recordings.map(({ bytes, file, number, startedAtMs, state, text }) => (
        <li key={number} data-state={state}>
          {STATE_TEXTS[state]} <code>{file}</code>, {format.bytes(bytes)}, since {format.exactClock(startedAtMs)}.{' '}
          {text}
        </li>
      ))}
    </ul>
  );
}
