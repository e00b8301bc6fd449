/** `#latin1` without the condition `node`. A TextDecoder takes longer for 128 characters than `hashAt` for two hashes. */
export const latin1Bytes: (bytes: Uint8Array) => { latin1Slice(start: number, end: number): string } | undefined = () =>
  undefined;
