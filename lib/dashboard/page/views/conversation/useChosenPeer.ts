import { useRef } from 'preact/hooks';
import { param } from '../../state/route.js';
import { store } from '../../state/session.js';

/** The peer that the URL names, or the first connected peer, which remains chosen while it is connected. Undefined if there is none. */
export function useChosenPeer(): number | undefined {
  const automatic = useRef<number | undefined>(undefined);
  const text = param('peer');
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const peers = store.rows('peers');
  if (automatic.current === undefined || !peers.has(automatic.current)) {
    // Without another peer, the messages of the disconnected peer remain.
    automatic.current = store.list('peers')[0]?.id ?? automatic.current;
  }
  return automatic.current;
}
