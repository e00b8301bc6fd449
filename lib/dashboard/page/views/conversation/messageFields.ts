import type { ByteField } from '../../../protocol/messageBytes.js';

/** The marked value in the JSON and in the bytes: a value by its path, or the field of one byte. */
export type Mark =
  { readonly kind: 'path'; readonly path: string } | { readonly kind: 'byte'; readonly offset: number };

/** The index of the field that contains this byte; undefined if none is known. */
export function fieldIndexAt(fields: readonly ByteField[], offset: number): number | undefined {
  let low = 0;
  let high = fields.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const { offset: start, length } = fields[middle]!;
    if (offset < start) high = middle;
    else if (offset >= start + length) low = middle + 1;
    else return middle;
  }
  return undefined;
}

/** The marked fields: the field that contains the byte, or all fields of the value and of everything inside it. */
export function markedFields(fields: readonly ByteField[], mark: Mark | undefined): readonly ByteField[] {
  if (mark === undefined) return [];
  if (mark.kind === 'byte') {
    const index = fieldIndexAt(fields, mark.offset);
    return index === undefined ? [] : [fields[index]!];
  }
  const { path } = mark;
  return fields.filter((field) => path === '' || field.path === path || field.path.startsWith(`${path}/`));
}

const ROLE_TEXTS: Readonly<Record<string, string>> = {
  value: 'value',
  count: 'number of items',
  length: 'number of bytes',
  difference: 'difference to the index before it',
  marker: 'marker of a transaction with witnesses',
  ignored: 'number that is ignored',
  leftover: 'bytes after the message',
  cut: 'further items',
};

/** The marked bytes in a sentence: path, what they are, encoding, offset and length. */
export function markText(marked: readonly ByteField[], mark: Mark | undefined): string {
  if (mark === undefined) return '';
  const first = marked[0];
  if (first === undefined) {
    return mark.kind === 'path' ? `${mark.path || 'message'}: no bytes of the payload` : `byte ${mark.offset}`;
  }
  const length = marked.reduce((sum, field) => sum + field.length, 0);
  const place = `offset ${first.offset} (0x${first.offset.toString(16)}), ${length} ${length === 1 ? 'byte' : 'bytes'}`;
  if (marked.length > 1) {
    const path = mark.kind === 'path' ? mark.path : first.path;
    return `${path || 'message'}: ${marked.length} fields, ${place}`;
  }
  return `${first.path || 'message'}: ${ROLE_TEXTS[first.role] ?? first.role}, ${first.kind}, ${place}`;
}
