import type { AlertRow } from '../../../protocol/alertRow.js';

/** The search of the user; an empty text matches all alerts. */
export interface AlertFilter {
  /** A part of any text of the alert, upper and lower case being equal. */
  readonly q: string;
  readonly severity: string;
  /** `open`, `acknowledged` or `ended`. */
  readonly state: string;
}

/** The state of an alert, as the view names it. */
export function alertState({ isAcknowledged, isActive }: AlertRow): 'open' | 'acknowledged' | 'ended' {
  if (!isActive) return 'ended';
  return isAcknowledged ? 'acknowledged' : 'open';
}

/** The alerts that match. */
export function filterAlerts(alerts: readonly AlertRow[], { q, severity, state }: AlertFilter): AlertRow[] {
  const wanted = q.trim().toLowerCase();
  return alerts.filter((alert) => {
    const { address = '', monitor = '', rule, text, title } = alert;
    return (
      (severity === '' || alert.severity === severity) &&
      (state === '' || alertState(alert) === state) &&
      [title, rule, text, address, monitor].some((each) => each.toLowerCase().includes(wanted))
    );
  });
}
