import { layOutColumns, type RowContent } from './columns.js';

/**
 * Formats the content of one row as a diagram, the inverse of `contentOf`.
 *
 * @returns undefined if diagram syntax cannot express it: a group takes as many milliseconds as it has characters, and the next event is earlier
 */
export function formatDiagram(content: RowContent): string | undefined {
  const { texts, isToScale } = layOutColumns([content]);
  return isToScale ? texts[0]!.trim() : undefined;
}
