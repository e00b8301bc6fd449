import { useEffect, useRef, useState } from 'preact/hooks';
import type { EventMark } from '../../protocol/eventMark.js';
import { mergeMarks } from './mergeMarks.js';
import { ask, store } from './session.js';
import type { TimeRange } from './timeRange.js';

/** The events of a range. */
export interface LoadedMarks {
  /** In the order of their time. */
  readonly marks: readonly EventMark[];
  /** The number of events of the range that the program has left out. */
  readonly omitted: number;
}

/** New events are asked for in this interval. */
const INTERVAL_MS = 5000;
/** A mark may appear or change this long after its time: a block, when half of the peers have announced it; a burst, within its minute. */
const MAX_LATE_MS = 120_000;

const NOTHING: LoadedMarks = { marks: [], omitted: 0 };

/** The events of a range; the newest ones follow within five seconds while the range ends now. */
export function useMarks(range: TimeRange): LoadedMarks {
  const [loaded, setLoaded] = useState<LoadedMarks & { readonly key: string }>({ key: '', ...NOTHING });
  const askedAtMs = useRef(0);
  const nowMs = store.program?.atMs;
  const key = `${range.text} ${store.run.value ?? ''}`;
  const current = useRef(key);
  const isNew = current.current !== key || loaded.key !== key;

  useEffect(() => {
    if (nowMs === undefined) return;
    const isDue = range.isLive && Math.abs(nowMs - askedAtMs.current) >= INTERVAL_MS;
    if (!isDue && current.current === key && askedAtMs.current !== 0) return;
    askedAtMs.current = nowMs;
    current.current = key;
    const fromMs = Math.max(0, Math.floor(isNew ? range.fromMs : Math.max(range.fromMs, nowMs - MAX_LATE_MS)));
    ask('marks', { fromMs, toMs: Math.ceil(range.toMs) }).then(
      ({ marks, omitted }) => {
        if (current.current !== key) return;
        const kept = isNew ? [] : loaded.marks;
        setLoaded({
          key,
          marks: mergeMarks(kept, marks, range.fromMs),
          omitted: isNew ? omitted : loaded.omitted + omitted,
        });
      },
      // The next interval asks again.
      () => undefined,
    );
  }, [nowMs, key]);

  return loaded.key === key ? loaded : NOTHING;
}
