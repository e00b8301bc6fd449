import { useEffect, useRef, useState } from 'preact/hooks';
import type { PeerCurve } from '../../../protocol/peerCurve.js';
import { ask, store } from '../../state/session.js';

/** The program adds a point in this interval. */
const INTERVAL_MS = 10_000;

/** The loaded curves of a peer. */
export interface LoadedCurve {
  readonly curve?: PeerCurve;
  /** Why there are none. */
  readonly error?: string;
}

/** The curves of a peer; asks again every ten seconds while the page is visible and not paused. */
export function usePeerCurve(peer: number): LoadedCurve {
  const [loaded, setLoaded] = useState<LoadedCurve & { readonly key: string }>({ key: '' });
  const asked = useRef({ key: '', atMs: 0 });
  const nowMs = store.program?.atMs;
  const key = `${peer} ${store.run.value ?? ''}`;
  useEffect(() => {
    if (nowMs === undefined) return;
    const isDue = asked.current.key !== key || Math.abs(nowMs - asked.current.atMs) >= INTERVAL_MS;
    if (!isDue) return;
    asked.current = { key, atMs: nowMs };
    const settle = (answer: LoadedCurve): void => {
      if (asked.current.key === key) setLoaded({ key, ...answer });
    };
    ask('curve', { peer }).then(
      (curve) => settle({ curve }),
      (error: unknown) => settle({ error: (error as Error).message }),
    );
  }, [nowMs, key]);
  return loaded.key === key ? loaded : {};
}
