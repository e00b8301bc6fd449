import { map, tap, type Observable } from 'rxjs';
import type { Duplex } from '../../../lib/base/duplex.js';
import type { BridgeTarget } from '../../../lib/bridge/allowedTargets.js';
import { dialTcp } from '../../../lib/node.js';

/** The bytes that have passed a bridge. */
export interface Tapped {
  readonly toNode: Uint8Array[];
  readonly toPage: Uint8Array[];
}

/** Connects to nodes, and records everything that a bridge reads from them and writes to them. */
export function tappedDial(tapped: Tapped): (target: BridgeTarget) => Observable<Duplex> {
  return (target) => dialTcp(target).pipe(map((duplex) => tappedDuplex(duplex, tapped)));
}

function tappedDuplex(duplex: Duplex, { toNode, toPage }: Tapped): Duplex {
  return {
    address: duplex.address,
    direction: duplex.direction,
    chunk$: duplex.chunk$.pipe(tap((chunk) => toPage.push(chunk.slice()))),
    drain$: duplex.drain$,
    write(chunk, done) {
      toNode.push(chunk.slice());
      return duplex.write(chunk, done);
    },
    pause: () => duplex.pause(),
    resume: () => duplex.resume(),
    close: (options) => duplex.close(options),
  };
}
