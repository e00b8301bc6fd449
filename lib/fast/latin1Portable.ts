/**
 * The module `#latin1` without the condition `node`: no slicer, because a TextDecoder takes longer for 128 characters than `hashAt` for two
 * hashes.
 */
export const latin1Slicer: (bytes: Uint8Array) => ((start: number, end: number) => string) | undefined = () =>
  undefined;
