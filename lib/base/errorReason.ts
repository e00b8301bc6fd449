/**
 * The operating system's code of an error, such as ECONNREFUSED, or else its message. For an AggregateError the reasons of all its errors.
 * Does not use `instanceof`, so it also works for errors of another realm (a vm context, a test runner).
 */
export function errorReason(error: unknown): string {
  const { code, errors, message } = Object(error) as { code?: unknown; errors?: unknown; message?: unknown };
  if (Array.isArray(errors)) return errors.map(errorReason).join(', ');
  if (typeof code === 'string') return code;
  return typeof message === 'string' ? message : String(error);
}
