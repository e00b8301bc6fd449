import { param, setParams } from '../state/route.js';

/** Peers that can be pinned at a time; pinning one more unpins the oldest. */
export const MAX_PINS = 50;

/** The ids in the parameter `pins`, in the order of pinning. */
export function parsePins(text: string): number[] {
  const ids = text.split('.').filter((id) => /^\d{1,15}$/.test(id));
  return [...new Set(ids.map(Number))].slice(-MAX_PINS);
}

/** The parameter with this peer pinned, or no longer pinned. */
export function togglePin(text: string, peer: number): string {
  const pins = parsePins(text);
  const next = pins.includes(peer) ? pins.filter((id) => id !== peer) : [...pins, peer].slice(-MAX_PINS);
  return next.join('.');
}

/** The pinned peers of the URL: all views share them. */
export function pinnedPeers(): ReadonlySet<number> {
  return new Set(parsePins(param('pins')));
}

/** Pins a peer, or unpins it. */
export function changePin(peer: number): void {
  setParams({ pins: togglePin(param('pins'), peer) });
}
