import type { AlertSeverity } from '../../../protocol/alertRow.js';
import type { BestHeightState } from '../../../protocol/bestHeightState.js';
import type { MonitorRow } from '../../../protocol/monitorRow.js';
import type { Outlier, OutlierKind } from '../../../protocol/outlier.js';
import type { ProblemRow } from '../../../protocol/problemRow.js';
import type { ViewName } from '../../../protocol/views.js';
import type { ParamChanges } from '../../state/route.js';
import * as format from '../../parts/format.js';

/** Problems of this time count as recent. */
export const RECENT_MS = 10 * 60_000;

/** Something that needs attention besides the alerts. */
export interface AttentionItem {
  readonly severity: AlertSeverity;
  readonly text: string;
  /** Where to look: the view, and its parameters. */
  readonly view: ViewName;
  readonly params: ParamChanges;
}

/** The values from which the items are created. */
export interface AttentionSource {
  /** The program's clock. */
  readonly nowMs: number;
  /** The number of connected peers. */
  readonly peers: number;
  readonly bestHeight: BestHeightState;
  /** Why peers are outliers, by the id of the peer. */
  readonly outliers: ReadonlyMap<number, readonly Outlier[]>;
  readonly problems: readonly ProblemRow[];
  readonly monitors: readonly Pick<MonitorRow, 'name' | 'isAlive'>[];
}

const OUTLIER_TEXTS: Readonly<Record<OutlierKind, string>> = {
  slow: 'slow',
  clock: 'with another clock',
  faulty: 'with faults',
  silent: 'silent',
  old: 'behind or outdated',
  height: 'with a height that no other peer supports',
};

/** What needs attention, the most urgent first: monitors, misbehaviour, connections that failed, peers that are outliers, and the best height. */
export function attentionItems(source: AttentionSource): AttentionItem[] {
  return [...monitorItems(source), ...problemItems(source), ...outlierItems(source.outliers), ...heightItems(source)];
}

function monitorItems({ monitors }: AttentionSource): AttentionItem[] {
  const ended = monitors.filter(({ isAlive }) => !isAlive);
  if (ended.length === 0) return [];
  const text = `${countOf(ended.length, 'monitor')} ended or silent: ${ended.map(({ name }) => name).join(', ')}.`;
  return [{ severity: 'critical', text, view: 'faults', params: { q: 'MONITOR_SILENT' } }];
}

function problemItems({ nowMs, problems }: AttentionSource): AttentionItem[] {
  const recent = problems.filter(({ atMs }) => atMs > nowMs - RECENT_MS).sort((a, b) => b.number - a.number);
  const misbehaved = recent.filter(({ isMisbehaviour }) => isMisbehaviour === true);
  const failed = recent.filter(({ kind }) => kind === 'failed');
  const faults = recent.filter(({ kind }) => kind === 'fault');
  return [
    ...problemItem('warning', misbehaved, (count) => `${countOf(count, 'peer')} misbehaved`, { kind: 'lost' }),
    ...problemItem('warning', failed, (count) => `${countOf(count, 'connection')} could not be opened`, {
      kind: 'failed',
    }),
    ...problemItem('info', faults, (count) => `${countOf(count, 'fault')} of peers`, { kind: 'fault' }),
  ];
}

function problemItem(
  severity: AlertSeverity,
  rows: readonly ProblemRow[],
  what: (count: number) => string,
  params: ParamChanges,
): AttentionItem[] {
  const [latest] = rows;
  if (latest === undefined) return [];
  const subject = latest.address === '' ? '' : `${latest.address}: `;
  const text = `${what(rows.length)} in the last 10 minutes; the latest, ${subject}${latest.text}.`;
  return [{ severity, text, view: 'faults', params }];
}

function outlierItems(outliers: AttentionSource['outliers']): AttentionItem[] {
  if (outliers.size === 0) return [];
  const counts = new Map<OutlierKind, number>();
  for (const marks of outliers.values())
    for (const kind of new Set(marks.map((mark) => mark.kind))) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const kinds = (Object.keys(OUTLIER_TEXTS) as OutlierKind[]).filter((kind) => counts.has(kind));
  const parts = kinds.map((kind) => `${counts.get(kind)!} ${OUTLIER_TEXTS[kind]}`);
  const text = `${countOf(outliers.size, 'peer')} unlike the others: ${parts.join(', ')}.`;
  return [{ severity: 'info', text, view: 'peers', params: { q: 'is:outlier' } }];
}

function heightItems({ bestHeight, peers }: AttentionSource): AttentionItem[] {
  const { disagreeing, height, isOnePeersWord } = bestHeight;
  const items: AttentionItem[] = [];
  if (isOnePeersWord && height !== undefined && peers > 1) {
    const text = `The best height ${format.count(height)} is claimed by one host only: no second independent peer supports it.`;
    items.push({ severity: 'info', text, view: 'peers', params: BY_HEIGHT });
  }
  if (disagreeing.length > 0) {
    const verb = disagreeing.length === 1 ? 'disagrees' : 'disagree';
    const text = `${countOf(disagreeing.length, 'peer')} ${verb} with the best height by more than 6 blocks.`;
    items.push({ severity: 'info', text, view: 'peers', params: DISAGREEING });
  }
  return items;
}

const BY_HEIGHT: ParamChanges = { 'peer-sort': '-height' };
/** The URL parameters with which the Peers view shows the peers that disagree about the height. */
export const DISAGREEING: ParamChanges = { q: 'is:disagree', ...BY_HEIGHT };

/** `1 peer`, `2 peers` */
export function countOf(count: number, what: string): string {
  return `${format.count(count)} ${what}${count === 1 ? '' : 's'}`;
}
