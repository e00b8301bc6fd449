/** A time of day as the parameter `at` of a URL: `2026-01-31T12:00:00.123Z`. Rounded up, so that events at exactly this time are shown. */
export function formatMoment(atMs: number): string {
  return new Date(Math.ceil(atMs)).toISOString();
}

/**
 * The time of a parameter `at`, in milliseconds since 1970; undefined if the text is not a time.
 *
 * @param text in the format of formatMoment or of the option `--at`: a date with a time (in UTC if it has no offset), or seconds since the
 * start
 * @param fromMs the start of the playback
 */
export function parseMoment(text: string, fromMs: number): number | undefined {
  if (/^\d{1,10}(\.\d+)?$/.test(text)) return fromMs + Number(text) * 1000;
  const [, date, time, zone = 'Z'] = MOMENT.exec(text) ?? [];
  const atMs = Date.parse(`${date}T${time}${zone}`);
  return Number.isFinite(atMs) ? atMs : undefined;
}

const MOMENT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?$/;
