import { memorySockets } from './memorySockets.js';
import type { Sockets } from './sockets.js';

/** The sockets of runtimes without TCP, such as browsers: in memory, new ones for each call. In Node `#sockets` is socketsNode.ts. */
export function createSockets(): Sockets {
  return memorySockets();
}
