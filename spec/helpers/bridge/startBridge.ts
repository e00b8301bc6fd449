import { firstValueFrom, Subject, Subscription, type Observable } from 'rxjs';
import { WebSocket } from 'ws';
import type { Duplex } from '../../../lib/base/duplex.js';
import type { BridgeTarget } from '../../../lib/bridge/allowedTargets.js';
import { serveBridge, type ServeBridgeOptions, type ServedBridge } from '../../../lib/bridge/serveBridge.js';
import { webSocketDuplex, type WebSocketDuplexOptions } from '../../../lib/browser.js';
import { afterTest } from '../tcp.js';

export const TOKEN = '0123456789abcdef';

export interface StartedBridge extends ServedBridge {
  /** A duplex to a port of 127.0.0.1, through the bridge. */
  duplexTo(port: number, options?: WebSocketDuplexOptions): Duplex;
  stop(): void;
}

/** A bridge to ports of 127.0.0.1, on a free port, until the end of the test. */
export async function startBridge(
  ports: readonly number[],
  options: Partial<ServeBridgeOptions> = {},
): Promise<StartedBridge> {
  const served$ = new Subject<ServedBridge>();
  const first = firstValueFrom(served$);
  const allow = ports.map(local);
  const subscription = afterTest(
    serveBridge({ allow, token: TOKEN, port: 0, ...options }).subscribe((each) => served$.next(each)),
  );
  const served = await first;
  return {
    ...served,
    duplexTo(port, duplexOptions) {
      const duplex = webSocketDuplex(served.urlOf(local(port)), { webSocket: WebSocket, ...duplexOptions });
      afterTest(new Subscription(() => duplex.close()));
      return duplex;
    },
    stop: () => subscription.unsubscribe(),
  };
}

export const local = (port: number): BridgeTarget => ({ host: '127.0.0.1', port });

/** What a duplex receives until its end. */
export async function receivedBy({ chunk$ }: { chunk$: Observable<Uint8Array> }): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // A chunk is valid until `next` returns.
  await chunk$.forEach((chunk) => void chunks.push(Buffer.from(chunk)));
  return Buffer.concat(chunks);
}
