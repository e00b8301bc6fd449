import type { PeerTransport } from '../peer/peerTransport.js';

/** Names the transport of a connection: `transport v2, encrypted, session 0123…`, `transport v1, plaintext: ` and why v2 is not used. */
export function transportText(transport: PeerTransport | undefined): string {
  if (transport?.version === 2)
    return `transport v2, encrypted${transport.sessionId === undefined ? '' : `, session ${transport.sessionId}`}`;
  const reason = transport?.fallback;
  return `transport v1, plaintext${reason === undefined ? '' : `: v2 was tried first, but ${reason}`}`;
}
