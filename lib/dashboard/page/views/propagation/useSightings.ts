import { useEffect, useState } from 'preact/hooks';
import type { SightingList } from '../../../protocol/propagationRow.js';
import { ask, store } from '../../state/session.js';

/** The loaded announcements of an item. */
export interface LoadedSightings {
  readonly list?: SightingList;
  /** Why there are none. */
  readonly error?: string;
}

/** The announcements of an item; asks again when its row shows that more peers have announced it. @param seen of its row */
export function useSightings(hash: string, seen: number | undefined): LoadedSightings {
  const [loaded, setLoaded] = useState<LoadedSightings & { readonly hash: string }>({ hash: '' });
  const isReady = store.program !== undefined;
  const run = store.run.value;
  useEffect(() => {
    let isCurrent = true;
    if (!isReady) return;
    ask('sightings', { hash }).then(
      (list) => isCurrent && setLoaded({ hash, list }),
      (error: unknown) => isCurrent && setLoaded({ hash, error: (error as Error).message }),
    );
    return () => void (isCurrent = false);
  }, [hash, seen, isReady, run]);
  return loaded.hash === hash ? loaded : {};
}
