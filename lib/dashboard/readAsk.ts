import type { Ask } from './protocol.js';

/**
 * What a page asks, read from its text; undefined for what is none of it: a page is a stranger, too.
 */
export function readAsk(text: string): Ask | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { ask, peer, after, line } = value as Record<string, unknown>;
  if (ask === 'watch' && (peer === null || isCount(peer)) && isCount(after)) return { ask, peer, after };
  if (ask === 'details' && isCount(peer) && isCount(line)) return { ask, peer, line };
  return undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
