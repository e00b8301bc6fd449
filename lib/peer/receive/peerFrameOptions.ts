import type { RemoteProtocolError } from '../../base/errors.js';
import type { Framing } from '../../frame/framing.js';
import type { Network } from '../../networks/network.js';
import type { DecodeFramesOptions } from '../../operators/decodeFrames.js';
import type { MessageFaults } from './messageFaults.js';

/** The part of a peer that provides its framing. */
export interface FramingOwner {
  readonly network: Network;
  createFraming(wake: () => void): Framing;
  /** The framing has these bytes to send: the key exchange of v2. */
  onOutput(bytes: Uint8Array): void;
}

/** The options of `decodeFrames` in a peer. A class, because a peer has one: an object with closures takes 0.3 KB more. */
export class PeerFrameOptions implements DecodeFramesOptions {
  constructor(
    private readonly owner: FramingOwner,
    private readonly faults: MessageFaults,
  ) {}

  get network(): Network {
    return this.owner.network;
  }

  get onMalformed(): 'drop' {
    return 'drop';
  }

  createFraming(wake: () => void): Framing {
    return this.owner.createFraming(wake);
  }

  onOutput(bytes: Uint8Array): void {
    this.owner.onOutput(bytes);
  }

  onFault(error: RemoteProtocolError, sizeBytes: number): void {
    this.faults.skipFrame(error, sizeBytes);
  }
}
