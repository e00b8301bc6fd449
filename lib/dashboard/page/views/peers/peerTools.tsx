import { param, setParams } from '../../state/route.js';
import { GROUP_NAMES, GROUP_TEXTS } from './peerGroups.js';

/** Chooses how the table is grouped. */
export function PeerTools({ hasMonitors }: { readonly hasMonitors: boolean }) {
  const names = GROUP_NAMES.filter((name) => name !== 'monitor' || hasMonitors);
  return (
    <label class="field">
      Group by
      <select
        id="peer-group"
        value={param('group')}
        onChange={(event) => setParams({ group: event.currentTarget.value, closed: undefined })}
      >
        <option value="">nothing</option>
        {names.map((name) => (
          <option key={name} value={name}>
            {GROUP_TEXTS[name].toLowerCase()}
          </option>
        ))}
      </select>
    </label>
  );
}
