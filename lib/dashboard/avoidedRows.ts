import { escapeText } from '../base/escapeText.js';
import type { Pool } from '../pool/pool.js';
import type { AvoidedRow } from './protocol.js';

/** The number of rows. */
const MAX_ROWS = 12;

/**
 * The hosts that the pool avoids, the newest first, at most 12; none for a pool that dials nothing itself. Texts are escaped, because remotes choose
 * parts of them.
 */
export function avoidedRows(pool: Partial<Pick<Pool, 'banned' | 'discouraged'>>): AvoidedRow[] {
  return [...(pool.banned?.() ?? []), ...(pool.discouraged?.() ?? [])]
    .sort((a, b) => b.sinceMs - a.sinceMs)
    .slice(0, MAX_ROWS)
    .map(({ host, kind, reason: { code, text }, untilMs }) => ({
      host: escapeText(host),
      kind,
      code,
      text: escapeText(text),
      untilMs,
    }));
}
