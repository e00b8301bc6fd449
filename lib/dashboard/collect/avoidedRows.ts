import { escapeText } from '../../base/escapeText.js';
import type { Pool } from '../../pool/pool.js';
import type { AvoidedRow } from '../protocol/avoidedRow.js';

/** The number of rows. */
export const MAX_AVOIDED_ROWS = 200;

/**
 * The hosts that the pool avoids, the newest first, at most MAX_AVOIDED_ROWS; none for a pool that dials nothing itself. Texts are escaped, because remotes choose
 * parts of them.
 */
export function avoidedRows(pool: Partial<Pick<Pool, 'banned' | 'discouraged'>>): AvoidedRow[] {
  return [...(pool.banned?.() ?? []), ...(pool.discouraged?.() ?? [])]
    .sort((a, b) => b.sinceMs - a.sinceMs)
    .slice(0, MAX_AVOIDED_ROWS)
    .map(({ host, kind, reason: { code, text }, untilMs }) => ({
      host: escapeText(host),
      kind,
      code,
      text: escapeText(text),
      untilMs,
    }));
}
