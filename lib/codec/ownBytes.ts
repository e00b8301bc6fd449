/**
 * Says of these bytes that they are a buffer of their own, to which nobody writes again: whoever wants to keep most of them needs no copy. It is
 * said beside them, not in a frame, since who makes a frame himself must not have to know.
 */
export function markOwn(bytes: Uint8Array): void {
  own.add(bytes);
}

export function isOwn(bytes: Uint8Array): boolean {
  return own.has(bytes);
}

const own = new WeakSet<Uint8Array>();
