// What is being done, on standard error: each step on one line that the next one takes, where somebody looks at a terminal; else sections alone.

const isTerminal = process.stderr.isTTY === true;

/** A step, gone with the next one. */
export function note(text) {
  if (isTerminal) process.stderr.write(`\r\x1b[K${text}`);
}

/** A line that stays. */
export function said(text) {
  process.stderr.write(isTerminal ? `\r\x1b[K${text}\n` : `${text}\n`);
}
