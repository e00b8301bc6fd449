import type { ConnectOptions } from '../connect/connect.js';
import type { BroadcastOptions } from './broadcastOptions.js';

/** The options `proxy` and `isolate` of a broadcast as those of `connect`, which checks them. Empty without a proxy. */
export function proxyOptions({ isolate, proxy }: Pick<BroadcastOptions, 'isolate' | 'proxy'>): Partial<ConnectOptions> {
  const options = {
    ...(proxy === undefined ? {} : { proxy }),
    ...(isolate === undefined ? {} : { isolate }),
  };
  return options as unknown as Partial<ConnectOptions>;
}
