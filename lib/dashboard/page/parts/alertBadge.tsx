import { openAlerts } from '../state/openAlerts.js';

/** The number of open alerts, for the link to the view; nothing without any. */
export function AlertBadge() {
  const count = openAlerts.value.length;
  if (count === 0) return null;
  return (
    <span class="alert-badge" title="Active alerts that nobody has acknowledged">
      {' '}
      {count}
      <span class="hidden"> active</span>
    </span>
  );
}
