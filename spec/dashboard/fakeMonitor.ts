import type { Monitor } from '../../lib/dashboard/collect/monitor.js';
import { MonitorTables, type TableSources } from '../../lib/dashboard/collect/monitorTables.js';
import { TABLE_NAMES } from '../../lib/dashboard/protocol/table.js';

/** The parts of a monitor that a test needs. */
export interface FakeMonitorParts extends Partial<Omit<Monitor, 'tables'>> {
  /** The sources of tables; the other tables are empty. */
  readonly sources?: Partial<TableSources>;
}

/** A monitor that collects nothing: what a server of a dashboard uses, with the given parts. */
export function fakeMonitor({ sources, ...parts }: FakeMonitorParts): Monitor {
  const empty = Object.fromEntries(TABLE_NAMES.map((name) => [name, () => []])) as unknown as TableSources;
  const monitor: Omit<Monitor, 'answers' | 'alerts' | 'actions'> = {
    run: 100,
    tables: new MonitorTables({ ...empty, ...sources }),
    sequenceAfter: (peer) => ({ peer, lines: [] }),
    setMetricsUrl: () => undefined,
    close: () => undefined,
  };
  return { ...monitor, ...parts } as Monitor;
}
