// Progress on standard error. A terminal shows each step on one line that the next step overwrites; a log file gets the permanent lines only.

const isTerminal = process.stderr.isTTY === true;

/** Shows a step until the next step replaces it. */
export function showStep(text) {
  if (isTerminal) process.stderr.write(`\r\x1b[K${text}`);
}

/** Prints a permanent line. */
export function printLine(text) {
  process.stderr.write(isTerminal ? `\r\x1b[K${text}\n` : `${text}\n`);
}
