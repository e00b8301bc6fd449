import type { AlertRow, AlertSeverity } from '../../protocol/alertRow.js';

/** The severities, the most urgent first. */
export const SEVERITIES: readonly AlertSeverity[] = ['critical', 'warning', 'info'];

/** Active, and not acknowledged. */
export function isOpen({ isAcknowledged, isActive }: AlertRow): boolean {
  return isActive && !isAcknowledged;
}

/** Sorts alerts by state (open, acknowledged, ended), then by urgency, then by their beginning, the newest first. */
export function sortAlerts(alerts: readonly AlertRow[]): AlertRow[] {
  return [...alerts].sort(
    (a, b) =>
      stage(a) - stage(b) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      b.sinceMs - a.sinceMs ||
      a.key.localeCompare(b.key),
  );
}

function stage(alert: AlertRow): number {
  if (!alert.isActive) return 2;
  return isOpen(alert) ? 0 : 1;
}
