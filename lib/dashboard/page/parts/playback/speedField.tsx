import { setSpeed } from '../../state/playbackControls.js';
import { offeredSpeeds } from './playbackTexts.js';

/** The choice of the speed. */
export function SpeedField({ speed }: { readonly speed: number }) {
  return (
    <label class="field" title="Seconds of the recording per second. If the machine cannot keep up, it is slower.">
      Speed
      <select value={speed} onChange={({ currentTarget }) => setSpeed(Number(currentTarget.value))}>
        {offeredSpeeds(speed).map((each) => (
          <option key={each} value={each}>
            {each} ×
          </option>
        ))}
      </select>
    </label>
  );
}
