import type { Hash } from '../../codec/primitives.js';
import { blockHash } from '../../digests/blockHash.js';
import type { CmpctblockMessage } from '../../messages/compactBlock.js';
import { MAX_ANNOUNCED_HEADERS, type HeadersMessage } from '../../messages/headers.js';
import { lastBlock } from '../../wire/inventoryPeek.js';
import type { Message } from '../../messages/table.js';

/** How far the remote's chain goes, as far as we know. */
export class RemoteChain {
  private height: number | undefined;
  // What was announced last, or the message that did: most announcements are never asked about, and each costs a hash.
  private last: Hash | AnnouncingMessage | undefined;

  /** The greatest height that was told. */
  get bestHeight(): number | undefined {
    return this.height;
  }

  /** The last block that the remote has announced. */
  get lastAnnouncedBlock(): Hash | undefined {
    if (typeof this.last === 'object') this.last = announcedBy(this.last);
    return this.last;
  }

  /** It only rises (lbcd, peer/peer.go UpdateLastBlockHeight). */
  raiseHeight(height: number): void {
    if (this.height === undefined || height > this.height) this.height = height;
  }

  /** @param command the message's @param payload its bytes, where they are at hand */
  see(message: Message, command: string, payload?: Uint8Array): void {
    // Most tell nothing of it.
    if (command === 'inv' || command === 'headers' || command === 'cmpctblock' || command === 'version') {
      this.look(message, payload);
    }
  }

  private look(message: Message, payload: Uint8Array | undefined): void {
    switch (message.command) {
      case 'version':
        if (message.startHeight !== undefined) this.raiseHeight(message.startHeight);
        break;
      case 'inv':
        this.last = lastBlock(payload ?? message)?.hash ?? this.last;
        break;
      case 'headers': {
        const count = message.headers.length;
        if (count > 0 && count <= MAX_ANNOUNCED_HEADERS) this.last = message;
        break;
      }
      case 'cmpctblock':
        this.last = { command: 'cmpctblock', header: message.header };
        break;
      default:
    }
  }
}

/** As much of a message as says which block was announced. */
type AnnouncingMessage = HeadersMessage | Pick<CmpctblockMessage, 'command' | 'header'>;

function announcedBy(message: AnnouncingMessage): Hash | undefined {
  switch (message.command) {
    case 'headers':
      return blockHash(message.headers.at(-1)!);
    case 'cmpctblock':
      return blockHash(message.header);
  }
}
