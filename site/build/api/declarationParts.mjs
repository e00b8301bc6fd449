/** Headings of TypeDoc that name a part of a declaration: paragraphs in bold here, so that the search and the outline have names only. */
const PARTS = new Set([
  ...[
    'Type Parameters',
    'Parameters',
    'Returns',
    'Extends',
    'Extended by',
    'Implements',
    'Implemented by',
    'Union Members',
  ],
  ...['Properties', 'Methods', 'Accessors', 'Constructors', 'Constructor', 'Index Signature', 'Indexable', 'Events'],
  ...['Call Signature', 'Get Signature', 'Set Signature', 'Type Declaration', 'Type Literal'],
  ...['Example', 'Examples', 'Throws', 'Remarks', 'Default', 'Default Value', 'See', 'Deprecated'],
]);

/** Parts that lead to a declaration of a parent, which is in the list of what the declaration extends. */
const LEFT_OUT = new Set(['Inherited from', 'Overrides', 'Implementation of']);

/** The part that a heading names, `leftOut` if pages do not show it; undefined for the heading of a member. */
export function partOf(heading) {
  if (LEFT_OUT.has(heading)) return { title: heading, leftOut: true };
  return PARTS.has(heading) ? { title: `${heading[0]}${heading.slice(1).toLowerCase()}`, leftOut: false } : undefined;
}
