/** The views of the page. Each has its own URL: `/` is the overview, the others have their name as path. */
export const VIEW_NAMES = [
  'overview',
  'peers',
  'peer',
  'conversation',
  'blocks',
  'transactions',
  'faults',
  'alerts',
] as const;

export type ViewName = (typeof VIEW_NAMES)[number];
