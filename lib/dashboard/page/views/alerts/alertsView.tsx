import { sortAlerts } from '../../state/alertOrder.js';
import { param } from '../../state/route.js';
import { store } from '../../state/session.js';
import { ActiveAlerts } from './activeAlerts.js';
import { AlertTable } from './alertTable.js';
import { filterAlerts } from './filterAlerts.js';
import { RulesPanel } from './rulesPanel.js';

/** The alerts, and the rules that find them. */
export function AlertsView() {
  const all = sortAlerts(store.list('alerts'));
  const active = all.filter(({ isActive }) => isActive);
  const filter = { q: param('q'), severity: param('severity'), state: '' };
  return (
    <>
      <ActiveAlerts alerts={filterAlerts(active, filter)} total={active.length} />
      <AlertTable alerts={filterAlerts(all, { ...filter, state: param('state') })} />
      <RulesPanel />
    </>
  );
}
