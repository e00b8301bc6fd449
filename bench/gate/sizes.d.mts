/** The committed budgets: bytes after gzip of what a page loads at once, by entry point. */
export const BUDGETS: Readonly<Record<string, number>>;

/** Measures the entry points that have a budget, and prints a table. Resolves to true if none exceeds its budget. */
export function checkSizes(
  folder: string,
  budgets: Readonly<Record<string, number>>,
  print: (text: string) => void,
): Promise<boolean>;
