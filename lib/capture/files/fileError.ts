import { CaptureError } from '../captureError.js';

/** An error of the operating system as a CaptureError `FILE_FAILED` with that `cause`; any other error unchanged. */
export function toCaptureError(error: unknown): unknown {
  // Not by instanceof: in jest the errors of Node belong to another realm.
  const { syscall, message } = (error ?? {}) as { syscall?: unknown; message?: unknown };
  return syscall === undefined ? error : new CaptureError('FILE_FAILED', String(message), undefined, { cause: error });
}

/** Runs a step; its errors of the operating system become CaptureError `FILE_FAILED`. */
export async function withCaptureErrors<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    throw toCaptureError(error);
  }
}

/** True for the error of the operating system with this code: `ENOENT`. */
export function isSystemError(error: unknown, code: string): boolean {
  return (error as { code?: unknown } | undefined)?.code === code;
}
