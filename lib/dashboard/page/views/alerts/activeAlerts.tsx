import type { AlertRow } from '../../../protocol/alertRow.js';
import { isOpen, SEVERITIES } from '../../state/alertOrder.js';
import { Panel } from '../../parts/panel.js';
import { SearchField } from '../../parts/searchField.js';
import { SelectField } from '../../parts/selectField.js';
import { Acknowledge } from './acknowledge.js';
import { AlertCard } from './alertCard.js';
import { WATCHED_RULES } from './watchedRules.js';

/** Cards that are drawn; the table has all alerts. */
const MAX_CARDS = 30;

export interface ActiveAlertsProps {
  /** The active alerts that the search matches, sorted. */
  readonly alerts: readonly AlertRow[];
  /** The number of all active alerts. */
  readonly total: number;
}

/** The active alerts, the most urgent first. */
export function ActiveAlerts({ alerts, total }: ActiveAlertsProps) {
  const open = alerts.filter(isOpen);
  const hidden = alerts.length - MAX_CARDS;
  return (
    <Panel
      id="active-alerts"
      title="Active alerts"
      description="The alerts that are active now. An acknowledged alert stays listed until it ends, but does not mark the tab."
      tools={
        <>
          <SearchField name="Search" label="Search the alerts" placeholder="peer, rule or text" />
          <SelectField name="Severity" param="severity" options={SEVERITIES.map((each) => [each, each])} />
          {open.length > 1 && <Acknowledge alerts={open} text={`Acknowledge all ${open.length}`} />}
        </>
      }
    >
      {alerts.length === 0 ? (
        <p class="empty">{total > 0 ? 'No active alert matches the search.' : NOTHING_FOUND}</p>
      ) : (
        <ul class="alerts">
          {alerts.slice(0, MAX_CARDS).map((alert) => (
            <AlertCard key={alert.key} alert={alert} />
          ))}
        </ul>
      )}
      {hidden > 0 && <p class="count">{hidden} more are in the table below.</p>}
    </Panel>
  );
}

const NOTHING_FOUND = `No alert is active. ${WATCHED_RULES.length} rules watch the peers: ${WATCHED_RULES.map(({ rule }) => rule).join(', ')}.`;
