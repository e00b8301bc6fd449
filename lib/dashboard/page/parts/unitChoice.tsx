import type { RateUnit } from '../../protocol/rateRange.js';
import { param, setParams } from '../state/route.js';

/** The unit of rates in the URL. Default: messages. */
export function currentUnit(): RateUnit {
  return param('unit') === 'bytes' ? 'bytes' : 'messages';
}

/** Chooses whether rates count messages or bytes. */
export function UnitChoice() {
  const unit = currentUnit();
  return (
    <fieldset class="choice">
      <legend class="hidden">Unit</legend>
      {(['messages', 'bytes'] as const).map((each) => (
        <label key={each}>
          <input
            type="radio"
            name="unit"
            checked={unit === each}
            onChange={() => setParams({ unit: each === 'messages' ? undefined : each })}
          />
          <span>{each}</span>
        </label>
      ))}
    </fieldset>
  );
}
