import { useEffect, useRef, useState } from 'preact/hooks';
import type { BucketSource } from './bucketSources.js';
import { appendBuckets, type Buckets } from './buckets.js';
import { store } from './session.js';
import type { TimeRange } from './timeRange.js';

/** The loaded data of a chart for a range. */
export interface LoadedBuckets {
  /** Absent until the program has answered. */
  readonly buckets?: Buckets;
  /** Why there are none. */
  readonly error?: string;
}

interface Loaded extends LoadedBuckets {
  /** The source and the range of the buckets, and the run of the program. */
  readonly key: string;
}

/**
 * The buckets of a range. A range that ends now asks for the increment with each new clock of the program: once per second while the page is visible,
 * connected and not paused. One question is open at a time.
 */
export function useBuckets(source: BucketSource, range: TimeRange): LoadedBuckets {
  const [loaded, setLoaded] = useState<Loaded>({ key: '' });
  const isAsking = useRef(false);
  /** The key of the last question. There is one question per update of the program's clock. */
  const asked = useRef('');
  const nowMs = store.program?.atMs;
  const key = `${source.key} ${range.text} ${store.run.value ?? ''}`;
  const current = useRef(key);
  current.current = key;
  const before = loaded.key === key ? loaded.buckets : undefined;
  // A fixed range may end later than now.
  const isDue = before === undefined || range.isLive || range.toMs > (before.startsMs.at(-1) ?? 0) + before.widthMs;

  useEffect(() => {
    const question = `${key} ${nowMs ?? ''}`;
    if (nowMs === undefined || isAsking.current || !isDue || asked.current === question) return;
    isAsking.current = true;
    asked.current = question;
    void nextBuckets(source, range, before)
      .then((buckets): Loaded => ({ key, buckets }))
      .catch((error: unknown): Loaded => ({
        key,
        error: (error as Error).message,
        ...(before === undefined ? {} : { buckets: before }),
      }))
      .then((next) => {
        isAsking.current = false;
        if (current.current === key) setLoaded(next);
        // Asks again at once for the range that was chosen meanwhile.
        else setLoaded((each) => ({ ...each }));
      });
  }, [nowMs, key, loaded]);

  // Until the new buckets arrive, the chart keeps the old ones of the same source, so that it does not flicker.
  return loaded.key.startsWith(`${source.key} `) ? loaded : NOTHING;
}

const NOTHING: LoadedBuckets = {};
/** Up to this span, points of one second would show single messages as a row of spikes. So five minutes have points of three seconds. */
const SHORT_SPAN_MS = 301_000;
const MAX_SHORT_POINTS = 101;
/** About as many points as a chart has pixels for. */
const MAX_POINTS = 400;

async function nextBuckets(source: BucketSource, { fromMs, toMs }: TimeRange, before?: Buckets): Promise<Buckets> {
  const after =
    before && appendBuckets(before, await source.after(before.widthMs, before.lastComplete), fromMs, source.missing);
  if (after !== undefined) return after;
  const maxPoints = toMs - fromMs <= SHORT_SPAN_MS ? MAX_SHORT_POINTS : MAX_POINTS;
  return await source.load({ fromMs: Math.max(0, Math.floor(fromMs)), toMs: Math.ceil(toMs), maxPoints });
}
