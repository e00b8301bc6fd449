import { useEffect, useRef, useState } from 'preact/hooks';
import { openAlerts } from '../state/openAlerts.js';
import { store } from '../state/session.js';
import { alertBeginning, announcementOf } from './newAlerts.js';

/** The open alerts of a run of the program, by their beginnings. */
interface KnownAlerts {
  readonly run: number;
  readonly alerts: ReadonlySet<string>;
}

/** Announces new alerts to screen readers, without interrupting them. Those that were active when the page was opened are not announced. */
export function AlertAnnouncer() {
  const known = useRef<KnownAlerts | undefined>(undefined);
  const [text, setText] = useState('');
  const alerts = openAlerts.value;
  const run = store.run.value;
  // The first update contains all tables.
  const hasData = store.program !== undefined;
  useEffect(() => {
    if (run === undefined || !hasData) return;
    const before = known.current;
    known.current = { run, alerts: new Set(alerts.map(alertBeginning)) };
    if (before?.run !== run) return;
    const added = announcementOf(alerts.filter((alert) => !before.alerts.has(alertBeginning(alert))));
    if (added !== '') setText(added);
  }, [alerts, run, hasData]);
  return (
    <div class="hidden" role="status" aria-live="polite" id="alert-announcer">
      {text}
    </div>
  );
}
