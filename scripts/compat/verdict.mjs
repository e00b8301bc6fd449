/**
 * Compares what happened in a cell with what the matrix expects: `expected` or `different`, and a text for the person who reads it.
 *
 * @param {{ exception?: import('./exceptions.mjs').Exception }} cell
 * @param {{ isWorking: boolean, output: string }} happened
 */
export function verdictOf({ exception }, { isWorking, output }) {
  if (exception === undefined) {
    return isWorking
      ? { outcome: 'expected', text: 'works' }
      : { outcome: 'different', text: `it does not work:\n${output}` };
  }
  if (isWorking) {
    const text = `it works now: remove it from scripts/compat/exceptions.mjs, which says: ${exception.reason}`;
    return { outcome: 'different', text };
  }
  return exception.output.test(output)
    ? { outcome: 'expected', text: 'does not work, as expected' }
    : { outcome: 'different', text: `it does not work for another reason than ${exception.output}:\n${output}` };
}
