import { map, type Observable } from 'rxjs';
import type { Duplex } from '../../../lib/base/duplex.js';
import type { BridgeTarget } from '../../../lib/bridge/allowedTargets.js';
import { HEADER_BYTES } from '../../../lib/frame/header.js';
import type { Framing } from '../../../lib/frame/framing.js';
import { bitcoin, createFraming, memoryDuplexes } from '../../../lib/index.js';
import { dialTcp } from '../../../lib/node.js';

/** What an interceptor has read. */
export interface Intercepted {
  readonly commands: string[];
}

/**
 * A man in the middle: ends the v2 connection of the page, opens one of its own to the node, and passes every message on, decrypted and encrypted
 * again.
 */
export function interceptingDial(intercepted: Intercepted): (target: BridgeTarget) => Observable<Duplex> {
  return (target) =>
    dialTcp(target).pipe(
      map((node) => {
        const { inbound, outbound } = memoryDuplexes();
        join(sideOf(inbound, 'inbound'), sideOf(node, 'outbound'), intercepted);
        return outbound;
      }),
    );
}

interface Side {
  readonly duplex: Duplex;
  readonly framing: Framing;
  /** The frames that wait for the key exchange of this side. */
  readonly waiting: [command: string, frame: Uint8Array][];
}

function sideOf(duplex: Duplex, direction: 'inbound' | 'outbound'): Side {
  return { duplex, waiting: [], framing: createFraming({ network: bitcoin.regtest, direction, transport: 'v2' }) };
}

function join(page: Side, node: Side, { commands }: Intercepted): void {
  const connect = (from: Side, to: Side): void => {
    flush(from);
    from.duplex.chunk$.subscribe({
      next(chunk) {
        from.framing.push(chunk);
        for (let frame = from.framing.next(); frame !== undefined; frame = from.framing.next()) {
          commands.push(frame.command);
          const bytes = new Uint8Array(HEADER_BYTES + frame.payload.length);
          bytes.set(frame.payload, HEADER_BYTES);
          to.waiting.push([frame.command, bytes]);
        }
        flush(from);
        flush(to);
      },
      error: () => to.duplex.close(),
      complete: () => to.duplex.close(),
    });
  };
  connect(page, node);
  connect(node, page);
}

function flush({ duplex, framing, waiting }: Side): void {
  const output = framing.takeOutput();
  if (output !== undefined) duplex.write(output);
  if (!framing.canSend) return;
  for (const [command, frame] of waiting.splice(0)) duplex.write(framing.seal(command, frame));
}
