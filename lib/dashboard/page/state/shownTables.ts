import type { TableName } from '../../protocol/table.js';
import type { ViewName } from '../../protocol/views.js';

/** The tables that a view shows besides the program's row and the alerts: the program sends no others. */
const TABLES: Readonly<Record<ViewName, readonly TableName[]>> = {
  overview: ['commands', 'peers', 'monitors', 'avoided', 'transactions', 'blocks', 'problems'],
  peers: ['peers', 'monitors', 'ended', 'avoided', 'actions'],
  peer: ['peers', 'problems', 'ended', 'actions', 'recordings'],
  conversation: ['peers', 'endedLogs'],
  blocks: ['blocks'],
  transactions: ['transactions'],
  faults: ['problems', 'avoided'],
  alerts: [],
};

/** The tables that a view needs. */
export function tablesOf(view: ViewName): readonly TableName[] {
  return ['program', 'alerts', ...TABLES[view]];
}
