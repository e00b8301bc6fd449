/** Runs the step with errors that have no stack: where thousands are raised, stacks take most of the time. */
export function withoutStacks<T>(step: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return step();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
