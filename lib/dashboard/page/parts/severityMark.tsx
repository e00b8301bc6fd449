import type { AlertSeverity } from '../../protocol/alertRow.js';

const ICONS: Readonly<Record<AlertSeverity, string>> = { critical: '✖', warning: '▲', info: '●' };

/** How urgent an alert is, as a word with a sign, so that colour is not needed to tell them apart. */
export function SeverityMark({ severity }: { readonly severity: AlertSeverity }) {
  return (
    <span class={`severity ${severity}`}>
      <span aria-hidden="true">{ICONS[severity]} </span>
      {severity}
    </span>
  );
}
