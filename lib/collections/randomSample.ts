/** At most `count` of these, each as likely as any other, none twice; all of them, in their order, where there are no more. */
export function sampleOf<T>(items: readonly T[], count: number, random: (bytes: number) => Uint8Array): T[] {
  return items.length <= count ? [...items] : mixed(items, count, random).slice(0, count);
}

/** All of these, in any order. */
export function shuffled<T>(items: readonly T[], random: (bytes: number) => Uint8Array): T[] {
  return mixed(items, items.length, random);
}

/** Fisher and Yates, as far as it is needed. */
function mixed<T>(items: readonly T[], count: number, random: (bytes: number) => Uint8Array): T[] {
  const pool = [...items];
  for (let i = 0; i < count; i++) {
    const j = i + below(pool.length - i, random);
    [pool[i], pool[j]] = [pool[j]!, pool[i]!];
  }
  return pool;
}

/** A number from 0 up to but without `limit`, each as likely: what would favour the low ones is drawn again. */
export function below(limit: number, random: (bytes: number) => Uint8Array): number {
  const fair = Math.floor(0x1_0000_0000 / limit) * limit;
  for (;;) {
    const bytes = random(4);
    const drawn = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0, true);
    if (drawn < fair) return drawn % limit;
  }
}
