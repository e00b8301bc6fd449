import type { AlertRow } from '../../../protocol/alertRow.js';
import { openAlerts } from '../../state/openAlerts.js';
import { hrefOf } from '../../state/route.js';
import { store } from '../../state/session.js';
import { Panel } from '../../parts/panel.js';
import { SeverityMark } from '../../parts/severityMark.js';
import { attentionItems } from './attentionItems.js';
import { peerOverview } from '../peers/peerOverview.js';

/** Alerts that are listed; the view of alerts has all. */
const MAX_ALERTS = 3;

/** What needs attention, the most urgent first. */
export function AttentionPanel() {
  const { program } = store;
  if (program === undefined) return null;
  const alerts = openAlerts.value;
  const { atMs: nowMs, bestHeight } = program;
  const peers = store.list('peers');
  const items = attentionItems({
    nowMs,
    peers: peers.length,
    bestHeight,
    outliers: peerOverview(peers, nowMs, bestHeight).marks,
    problems: store.list('problems'),
    monitors: store.list('monitors'),
  });
  return (
    <Panel
      id="attention"
      title="Needs attention"
      description="Active alerts that nobody has acknowledged, connections that failed, and peers that are unlike the others."
    >
      {alerts.length + items.length === 0 ? (
        <p class="empty">
          Nothing needs attention: no active alert, no failed connection in the last 10 minutes, no peer unlike the
          others.
        </p>
      ) : (
        <ul class="attention">
          {alerts.slice(0, MAX_ALERTS).map((alert) => (
            <AlertItem key={alert.key} alert={alert} />
          ))}
          {alerts.length > MAX_ALERTS && (
            <li>
              <a href={hrefOf('alerts')}>{alerts.length - MAX_ALERTS} more active alerts</a>
            </li>
          )}
          {items.map(({ params, severity, text, view }) => (
            <li key={text}>
              <SeverityMark severity={severity} /> <a href={hrefOf(view, params)}>{text}</a>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

function AlertItem({ alert: { address, severity, text, title } }: { readonly alert: AlertRow }) {
  return (
    <li>
      <SeverityMark severity={severity} />{' '}
      <a href={hrefOf('alerts')}>
        {title}
        {address !== undefined && `, ${address}`}
      </a>
      : {text}
    </li>
  );
}
