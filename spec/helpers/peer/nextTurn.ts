/** Resolves in the next macrotask, after all settled promises. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
