/** Waits for the next macrotask, in which RxJS reports the error of a subscriber. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}
