/** Parses `{ intervalMs: 5, name: "x" }`: JSON whose field names need no quotes. */
export function parseLooseJson(text: string): Record<string, unknown> {
  return JSON.parse(text.replace(/([{,]\s*)(\w+):/g, '$1"$2":')) as Record<string, unknown>;
}
