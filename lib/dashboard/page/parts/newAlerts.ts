import type { AlertRow } from '../../protocol/alertRow.js';

/** Names an alert together with its beginning: an alert that fires again after it has ended is a new one. */
export function alertBeginning({ key, sinceMs }: Pick<AlertRow, 'key' | 'sinceMs'>): string {
  return `${sinceMs} ${key}`;
}

/** What a screen reader announces when these alerts are new; empty without any. */
export function announcementOf(alerts: readonly AlertRow[]): string {
  const [latest] = [...alerts].sort((a, b) => b.sinceMs - a.sinceMs);
  if (latest === undefined) return '';
  const { address, text, title } = latest;
  const what = `${title}${address === undefined ? '' : `, ${address}`}: ${text}.`;
  return alerts.length === 1 ? `New alert. ${what}` : `${alerts.length} new alerts. The latest: ${what}`;
}
