/** `#latin1` without the condition `node`. A TextDecoder takes longer for 128 characters than `hashAt` for two hashes. */
export const latin1Slicer: (bytes: Uint8Array) => ((start: number, end: number) => string) | undefined = () =>
  undefined;
