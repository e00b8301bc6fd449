/** Runs the step with errors without a stack, because creating stacks takes most of the time of thousands of errors. */
export function withoutStacks<T>(step: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return step();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
