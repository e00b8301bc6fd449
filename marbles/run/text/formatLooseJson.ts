/** Formats a value as the row `options` has it: `{ size: 2, name: "x" }`. The inverse of parseLooseJson. */
export function formatLooseJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatLooseJson).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(([name, field]) => `${nameOf(name)}: ${formatLooseJson(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}

function nameOf(name: string): string {
  return /^\w+$/.test(name) ? name : JSON.stringify(name);
}
