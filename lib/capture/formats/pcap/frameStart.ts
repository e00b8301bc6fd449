import { u32leAt } from '../../../codec/numbersAt.js';
import { COMMAND_BYTES, commandOf } from '../../../frame/header.js';
import { KNOWN_NETWORKS } from '../../../networks/knownNetworks.js';
import type { Network } from '../../../networks/network.js';

const MAGIC_BYTES = 4;

/**
 * Finds the first message that begins within a segment: the magic of a known network, or of `custom`, then a valid command.
 *
 * A message whose magic and command are split over two segments is not found; then the next message is used.
 */
export class FrameStartFinder {
  private readonly magics: ReadonlySet<number>;
  /** By byte value: true if a magic begins with this byte. */
  private readonly isFirstByte: readonly boolean[];

  constructor(custom?: Network) {
    this.magics = new Set(Array.from([...KNOWN_NETWORKS.values(), ...(custom ? [custom] : [])], ({ magic }) => magic));
    const firstBytes = new Set(Array.from(this.magics, (magic) => magic & 0xff));
    this.isFirstByte = Array.from({ length: 256 }, (_, byte) => firstBytes.has(byte));
  }

  /** The index of the first message's first byte; -1 if none begins here. */
  indexIn(payload: Uint8Array): number {
    for (let i = 0; i + MAGIC_BYTES + COMMAND_BYTES <= payload.length; i++) {
      if (!this.isFirstByte[payload[i]!] || !this.magics.has(u32leAt(payload, i))) continue;
      if (commandOf(payload, i + MAGIC_BYTES) !== undefined) return i;
    }
    return -1;
  }
}
