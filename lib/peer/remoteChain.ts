import type { Hash } from '../bytes/primitives.js';
import { blockHash } from '../digests/blockHash.js';
import { headerCount, MAX_ANNOUNCED_HEADERS } from '../messages/headers.js';
import { isBlockItem } from '../messages/inventory.js';
import { lastItem } from '../messages/inventoryGlance.js';
import type { Message } from '../messages/table.js';

/** How far the remote's chain goes, as far as we know. */
export class RemoteChain {
  private height: number | undefined;
  private lastAnnounced: Hash | undefined;

  /** The greatest height that was told. */
  get bestHeight(): number | undefined {
    return this.height;
  }

  /** The last block that the remote has announced. */
  get lastAnnouncedBlock(): Hash | undefined {
    return this.lastAnnounced;
  }

  /** It only rises (lbcd, peer/peer.go UpdateLastBlockHeight). */
  raiseHeight(height: number): void {
    if (this.height === undefined || height > this.height) this.height = height;
  }

  see(message: Message): void {
    switch (message.command) {
      case 'version':
        if (message.startHeight !== undefined) this.raiseHeight(message.startHeight);
        break;
      case 'inv':
        this.lastAnnounced = lastItem(message, isBlockItem)?.hash ?? this.lastAnnounced;
        break;
      case 'headers': {
        if (headerCount(message) > MAX_ANNOUNCED_HEADERS) break;
        const last = message.headers.at(-1);
        if (last !== undefined) this.lastAnnounced = blockHash(last);
        break;
      }
      case 'cmpctblock':
        this.lastAnnounced = blockHash(message.header);
        break;
      default:
    }
  }
}
