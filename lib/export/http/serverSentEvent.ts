/**
 * A server-sent event as bytes. The data is one line: the JSON of `escapedJson` has no line ends.
 *
 * Source: HTML standard, section 9.2 "Server-sent events".
 */
export function serverSentEvent({
  data,
  id,
  type,
}: {
  id?: string | undefined;
  type: string;
  data: string;
}): Uint8Array {
  // Clients without a listener for a named type get events of the type `message`.
  const lines = [
    ...(id === undefined ? [] : [`id: ${id}`]),
    ...(type === 'message' ? [] : [`event: ${type}`]),
    `data: ${data}`,
  ];
  return encoder.encode(`${lines.join('\n')}\n\n`);
}

/** Sets the id with which a client connects again, without an event. */
export function serverSentId(id: string): Uint8Array {
  return encoder.encode(`id: ${id}\n\n`);
}

/** A comment, which clients ignore. */
export function serverSentComment(text: string): Uint8Array {
  return encoder.encode(`: ${text}\n\n`);
}

/** How long a client waits before it connects again. */
export function serverSentRetry(retryMs: number): Uint8Array {
  return encoder.encode(`retry: ${retryMs}\n\n`);
}

const encoder = new TextEncoder();
