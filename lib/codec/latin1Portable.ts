/** Gives the first `length` of these bytes, none of them above 127, as a text, a character each; `#latin1` where there is no Node. */
export function latin1Reader(bytes: Uint8Array): (length: number) => string {
  const decoder = new TextDecoder('latin1');
  return (length) => decoder.decode(bytes.subarray(0, length));
}
