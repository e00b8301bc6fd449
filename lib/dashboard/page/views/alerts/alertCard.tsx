import type { AlertRow } from '../../../protocol/alertRow.js';
import { EvidenceLink } from '../../parts/evidenceLink.js';
import * as format from '../../parts/format.js';
import { Moment } from '../../parts/moment.js';
import { PeerLink } from '../../parts/peerLink.js';
import { SeverityMark } from '../../parts/severityMark.js';
import { Acknowledge } from './acknowledge.js';
import { alertState } from './filterAlerts.js';

/** One active alert: what was seen, at which peer, since when, and where to look. */
export function AlertCard({ alert }: { readonly alert: AlertRow }) {
  const { address, count, evidence, key, lastAtMs, monitor, peer, severity, sinceMs, text, title } = alert;
  const subject = address === undefined ? title : `${title}, ${address}`;
  const state = alertState(alert);
  return (
    <li class={`alert ${severity} ${state}`} data-key={key} data-state={state}>
      <div class="alert-head">
        <SeverityMark severity={severity} />
        <h3>{title}</h3>
        {peer === undefined || address === undefined ? (
          <span class="subject">all peers</span>
        ) : (
          <span class="subject">
            <PeerLink peer={peer} address={address} monitor={monitor} />
          </span>
        )}
      </div>
      <p class="seen">{text}</p>
      <dl class="facts">
        <div>
          <dt>Since</dt>
          <dd>
            <Moment atMs={sinceMs} />
          </dd>
        </div>
        <div>
          <dt>Seen</dt>
          <dd>{count === 1 ? 'once' : `${format.count(count)} times`}</dd>
        </div>
        {count > 1 && (
          <div>
            <dt>Last</dt>
            <dd>
              <Moment atMs={lastAtMs} />
            </dd>
          </div>
        )}
      </dl>
      <div class="alert-tools">
        <EvidenceLink evidence={evidence} subject={subject} />
        {state === 'open' ? (
          <Acknowledge alerts={[alert]} text="Acknowledge" label={`Acknowledge: ${subject}`} />
        ) : (
          <span class="chip">acknowledged</span>
        )}
      </div>
    </li>
  );
}
