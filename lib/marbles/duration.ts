/** A time as a diagram spells it: `2m 30s`, `59s 999ms`, `0.5ms`. */
export function durationText(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1000);
  // What is left of sums of fractions is no time that somebody has asked for.
  const rest = Math.round((ms % 1000) * 1000) / 1000;
  const parts = [minutes > 0 && `${minutes}m`, seconds > 0 && `${seconds}s`, rest > 0 && `${rest}ms`];
  return parts.filter((part) => part !== false).join(' ') || '0ms';
}

/** A moment for people: `5 ms`, `120001 ms (2m 1ms)`. */
export function momentText(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms} ms (${durationText(ms)})`;
}
