import type { Sockets } from './sockets.js';
import { dialTcp, listenTcp } from './tcp.js';

/** The sockets of Node: TCP. In other runtimes `#sockets` is socketsPortable.ts. */
export function createSockets(): Sockets {
  return { dial: dialTcp, listen: listenTcp };
}
