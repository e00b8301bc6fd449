/** One line of an indented JSON text. */
export interface JsonLine {
  /** The value that the line shows, or begins or ends, such as `items/0/hash`; empty for the whole message. */
  readonly path: string;
  /** The number of objects and lists around it. */
  readonly depth: number;
  /** The name in front of the value; absent for an element of a list. */
  readonly name?: string;
  /** The value, or a bracket, with a comma if one follows. */
  readonly text: string;
  readonly kind: 'text' | 'number' | 'word' | 'open' | 'close';
}

/** The lines of a JSON text, as `JSON.stringify` indents it; empty objects and lists take one line. */
export function jsonLines(json: string): JsonLine[] {
  const lines: JsonLine[] = [];
  addValue(lines, JSON.parse(json), { path: '', depth: 0 }, '');
  return lines;
}

/** The index of the line that shows a value, or the nearest value around it; undefined for none. */
export function indexOfPath(lines: readonly JsonLine[], path: string): number | undefined {
  for (let each = path; ; each = each.slice(0, Math.max(0, each.lastIndexOf('/')))) {
    const index = lines.findIndex((line) => line.path === each && line.kind !== 'close');
    if (index !== -1) return index;
    if (each === '') return undefined;
  }
}

type Place = Pick<JsonLine, 'path' | 'depth' | 'name'>;

function addValue(lines: JsonLine[], value: unknown, place: Place, comma: string): void {
  if (typeof value !== 'object' || value === null) {
    lines.push({ ...place, text: `${JSON.stringify(value)}${comma}`, kind: kindOf(value) });
    return;
  }
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const entries = Object.entries(value);
  if (entries.length === 0) {
    lines.push({ ...place, text: `${open!}${close!}${comma}`, kind: 'word' });
    return;
  }
  lines.push({ ...place, text: open!, kind: 'open' });
  for (const [i, [key, each]] of entries.entries()) {
    const path = place.path === '' ? key : `${place.path}/${key}`;
    const name = Array.isArray(value) ? {} : { name: key };
    addValue(lines, each, { path, depth: place.depth + 1, ...name }, i < entries.length - 1 ? ',' : '');
  }
  lines.push({ path: place.path, depth: place.depth, text: `${close!}${comma}`, kind: 'close' });
}

function kindOf(value: unknown): JsonLine['kind'] {
  return typeof value === 'string' ? 'text' : typeof value === 'number' ? 'number' : 'word';
}
