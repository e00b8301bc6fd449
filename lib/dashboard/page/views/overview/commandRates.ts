import type { CommandRow } from '../../../protocol/commandRow.js';
import type { Rows } from '../../state/store.js';

/** Rates are averages over this time. */
const WINDOW_MS = 10_000;
/** After a longer time without data, because the page was hidden or paused, rates begin again. */
const MAX_GAP_MS = 5000;

/** The counters of all commands at one time. */
export interface CommandSnapshot {
  /** The run of the program: counters of another run cannot be compared. */
  readonly run: number | undefined;
  /** The program's clock. */
  readonly atMs: number;
  readonly rows: Rows<CommandRow>;
}

/** The messages per second of a command. */
export interface CommandRate {
  readonly receivedPerSecond: number;
  readonly sentPerSecond: number;
}

/** The snapshots of the last 10 s with this one added: about ten. */
export function addSnapshot(before: readonly CommandSnapshot[], next: CommandSnapshot): readonly CommandSnapshot[] {
  const last = before.at(-1);
  if (last === undefined || last.run !== next.run || next.atMs < last.atMs || next.atMs > last.atMs + MAX_GAP_MS)
    return [next];
  const kept = next.atMs === last.atMs ? before.slice(0, -1) : before;
  return [...kept.filter(({ atMs }) => atMs >= next.atMs - WINDOW_MS), next];
}

/** The rate of a command over these snapshots; undefined with fewer than two of them. */
export function commandRate(snapshots: readonly CommandSnapshot[], command: string): CommandRate | undefined {
  const [first] = snapshots;
  const last = snapshots.at(-1);
  if (first === undefined || last === undefined || last.atMs <= first.atMs) return undefined;
  const seconds = (last.atMs - first.atMs) / 1000;
  const before = first.rows.get(command);
  const after = last.rows.get(command);
  const rate = (field: 'receivedMessages' | 'sentMessages'): number =>
    Math.max(0, (after?.[field] ?? 0) - (before?.[field] ?? 0)) / seconds;
  return { receivedPerSecond: rate('receivedMessages'), sentPerSecond: rate('sentMessages') };
}
