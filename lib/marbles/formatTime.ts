/** Formats a duration in diagram syntax: `2m 30s`, `59s 999ms`, `0.5ms`. */
export function formatDuration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const seconds = Math.floor((ms % 60_000) / 1000);
  // Sums of fractions leave rounding errors: 0.1 + 0.2 is not 0.3.
  const rest = Math.round((ms % 1000) * 1000) / 1000;
  const parts = [minutes > 0 && `${minutes}m`, seconds > 0 && `${seconds}s`, rest > 0 && `${rest}ms`];
  return parts.filter((part) => part !== false).join(' ') || '0ms';
}

/** Formats a time of the run for readers: `5 ms`, `120001 ms (2m 1ms)`. */
export function formatTime(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${ms} ms (${formatDuration(ms)})`;
}
