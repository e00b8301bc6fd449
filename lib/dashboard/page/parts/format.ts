const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/** 1234567 -> `1.23 MB` */
export function bytes(count: number): string {
  let value = count;
  let unit = 0;
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? String(Math.round(value)) : digits(value)} ${UNITS[unit]!}`;
}

/** 12345 -> `12 345`, with a narrow space. */
export function count(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** A number per second. */
export function rate(value: number): string {
  if (value === 0) return '0';
  return value < 100 ? digits(value) : count(value);
}

/** 0.84 -> `0.84 ms`, 1234 -> `1.23 s` */
export function milliseconds(ms: number): string {
  if (ms === 0) return '0 ms';
  return ms < 999.5 ? `${digits(ms)} ms` : `${digits(ms / 1000)} s`;
}

/** 3725000 -> `1 h 02 min` */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${two(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} h ${two(minutes % 60)} min` : `${Math.floor(hours / 24)} d ${two(hours % 24)} h`;
}

/** The width of a step of time: 60000 -> `1 min` */
export function stepWidth(ms: number): string {
  if (ms < 60_000) return `${Number((ms / 1000).toPrecision(3))} s`;
  if (ms < 3_600_000) return `${Number((ms / 60_000).toPrecision(3))} min`;
  return `${Number((ms / 3_600_000).toPrecision(3))} h`;
}

/** `14:03:22` */
export function clock(atMs: number): string {
  const at = new Date(atMs);
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** `14:03:22.123` */
export function exactClock(atMs: number): string {
  return `${clock(atMs)}.${String(Math.floor(atMs) % 1000).padStart(3, '0')}`;
}

/** `2026-11-28 14:03` */
export function dateAndTime(atMs: number): string {
  const at = new Date(atMs);
  const date = [at.getFullYear(), two(at.getMonth() + 1), two(at.getDate())].join('-');
  return `${date} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The beginning and the end of a hash. Of a block hash, which begins with zeros, only the end. */
export function shortHash(hash: string): string {
  return hash.startsWith('00000000') ? `…${hash.slice(-12)}` : `${hash.slice(0, 6)}…${hash.slice(-6)}`;
}

/** 3 -> `+3 s` */
export function seconds(value: number): string {
  if (value === 0) return '0 s';
  return `${value > 0 ? '+' : '\u2212'}${Math.abs(value)} s`;
}

/** -12.345 -> `\u221212.3 ms` */
export function signedMilliseconds(ms: number): string {
  return ms === 0 ? '0 ms' : `${ms > 0 ? '+' : '\u2212'}${milliseconds(Math.abs(ms))}`;
}

/** Three significant digits. */
function digits(value: number): string {
  if (value >= 99.95) return value.toFixed(0);
  return value >= 9.995 ? value.toFixed(1) : value.toFixed(2);
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
