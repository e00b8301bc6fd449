import { FrameDecoder } from '../frameDecoder.js';
import type { Framing } from '../framing.js';

/** Transport v1: each frame is a header with magic, command, length and checksum, and the payload. Nothing is negotiated. */
export class V1Framing extends FrameDecoder implements Framing {
  readonly version = 1;
  readonly state = 'Ready';
  readonly sessionId = undefined;
  readonly canSend = true;

  get hasReceived(): boolean {
    return this.refusedBytes > 0 || this.pendingBytes > 0;
  }

  takeOutput(): undefined {
    return undefined;
  }

  seal(_command: string, frame: Uint8Array): Uint8Array {
    return frame;
  }

  plainForm(_command: string, frame: Uint8Array): Uint8Array {
    return frame;
  }
}
