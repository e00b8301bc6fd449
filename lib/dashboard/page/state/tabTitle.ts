const TITLE = 'rxpeer dashboard';

/** The title of the tab: `(2) rxpeer dashboard` with two open alerts. */
export function tabTitle(alerts: number): string {
  return alerts > 0 ? `(${alerts}) ${TITLE}` : TITLE;
}
