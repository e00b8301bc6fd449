import type { Hash } from '../../codec/primitives.js';
import { blockHash } from '../../digests/blockHash.js';
import type { BlockHeader } from '../../messages/blockHeader.js';
import { MAX_ANNOUNCED_HEADERS } from '../../messages/headers.js';
import { lastBlockIn } from '../../messages/inventoryPayload.js';
import type { ReceivedMessage } from '../../protocol/runtime/receivedMessage.js';

/** The best height and the last announced block of the remote. */
export class RemoteChain {
  private height: number | undefined;
  /** The last announced block: its hash, or a copy of the header (a subscriber may change the message), hashed when a caller asks for it. */
  private lastBlock: Hash | BlockHeader | undefined;

  /** The greatest height in a version of the remote or a call of `raiseHeight`. */
  get bestHeight(): number | undefined {
    return this.height;
  }

  /** The last block that the remote has announced. */
  get lastAnnouncedBlock(): Hash | undefined {
    if (typeof this.lastBlock === 'object') this.lastBlock = blockHash(this.lastBlock);
    return this.lastBlock;
  }

  /** A lower height changes nothing (lbcd, peer/peer.go UpdateLastBlockHeight). */
  raiseHeight(height: number): void {
    if (this.height === undefined || height > this.height) this.height = height;
  }

  received(received: ReceivedMessage): void {
    switch (received.command) {
      case 'version': {
        const { startHeight } = received.message();
        if (startHeight !== undefined) this.raiseHeight(startHeight);
        break;
      }
      case 'inv':
        this.lastBlock = lastBlockIn(received.payload) ?? this.lastBlock;
        break;
      case 'headers': {
        // The first byte is the number of headers: more are an answer, not an announcement, and need not be decoded.
        const count = received.payload[0] ?? 0;
        if (count > 0 && count <= MAX_ANNOUNCED_HEADERS) this.lastBlock = { ...received.message().headers.at(-1)! };
        break;
      }
      case 'cmpctblock':
        this.lastBlock = { ...received.message().header };
        break;
      default:
    }
  }
}
