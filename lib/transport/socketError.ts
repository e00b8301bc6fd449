/** The system's name for what happened; several for a name with several addresses. */
export function reasonOf(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map((each) => reasonOf(each as Error)).join(', ');
  return (error as NodeJS.ErrnoException).code ?? error.message;
}
