import type { PeerError } from '../base/errors.js';
import type { Traffic } from '../peer/streams/traffic.js';

/** Something that happened on a watched connection. */
export type WatchEvent =
  /** A message was received or sent. */
  | {
      readonly kind: 'traffic';
      readonly address: string;
      /** The name of the monitor that has the connection; absent for a connection of this process. */
      readonly monitor?: string;
      readonly traffic: Traffic;
    }
  /** An error that did not end the connection. */
  | { readonly kind: 'fault'; readonly address: string; readonly error: PeerError }
  | TargetEnded;

/** The connection to a target ended, or could not be opened. */
export interface TargetEnded {
  readonly kind: 'ended';
  /** HOST:PORT of the target, or `simulator` if the simulated node could not be started. */
  readonly address: string;
  readonly error: PeerError;
}
