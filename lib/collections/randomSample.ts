/** A random sample of at most `count` items without repetition, each item equally likely. If there are no more than `count`: all, in order. */
export function sampleOf<T>(items: readonly T[], count: number, random: (bytes: number) => Uint8Array): T[] {
  return items.length <= count ? [...items] : shuffledPrefix(items, count, random).slice(0, count);
}

/** All items in random order. */
export function shuffled<T>(items: readonly T[], random: (bytes: number) => Uint8Array): T[] {
  return shuffledPrefix(items, items.length, random);
}

/** The first `count` steps of a Fisher-Yates shuffle. */
function shuffledPrefix<T>(items: readonly T[], count: number, random: (bytes: number) => Uint8Array): T[] {
  const pool = [...items];
  for (let i = 0; i < count; i++) {
    const j = i + below(pool.length - i, random);
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
  }
  return pool;
}

/** A uniformly distributed integer from 0 to `limit - 1`. A value that would favour low integers is drawn again. */
export function below(limit: number, random: (bytes: number) => Uint8Array): number {
  const fair = Math.floor(0x1_0000_0000 / limit) * limit;
  for (;;) {
    const bytes = random(4);
    const drawn = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
    if (drawn < fair) return drawn % limit;
  }
}
