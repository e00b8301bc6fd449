/**
 * The error of an operation whose signal aborted: the signal's reason, as with `fetch`. A reason that is not an object
 * becomes the message of an Error.
 */
export function abortError(signal: AbortSignal | undefined): Error {
  const reason: unknown = signal?.reason;
  // Not instanceof: a DOMException of another realm, as in Jest, is not an instance of this realm's Error.
  return typeof reason === 'object' && reason !== null ? (reason as Error) : new Error(String(reason));
}
