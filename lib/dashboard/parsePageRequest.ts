import type { PageRequest } from './protocol.js';

/** Parses a request of a page; undefined if it is not a valid one. A page is as untrusted as any other remote. */
export function parsePageRequest(text: string): PageRequest | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const { kind, peer, after, line } = value as Record<string, unknown>;
  if (kind === 'watch' && (peer === null || isCount(peer)) && isCount(after)) return { kind, peer, after };
  if (kind === 'details' && isCount(peer) && isCount(line)) return { kind, peer, line };
  return undefined;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
