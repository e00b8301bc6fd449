import { openWholePacket, WHOLE_PACKET_BYTES } from '#wholePacket';
import { LENGTH_BYTES } from '../crypto/packetLength.js';
import { TAG_BYTES } from '../crypto/fsChaCha20Poly1305.js';
import { u24leAt } from '../codec/numbersAt.js';
import { NO_BYTES } from '../codec/reader.js';
import { PACKET_OVERHEAD_BYTES, type PacketKeys, type PacketOpener } from '../frame/v2/packetCipher.js';
import { PacketKeyState } from './packetKeyState.js';
import { MAX_BATCH_BYTES, PLACES } from './packetLanesLayout.js';
import type { PacketLanes } from './packetWasm.js';

/**
 * Decrypts packets, short ones in the lanes. Further short packets in the same bytes are decrypted in the same call: together they are a
 * batch. States:
 *
 * - no batch: the next `open` decrypts.
 * - batch: `buffer` is a copy of `batchBytes` from `batchStart` to `batchEnd`, decrypted. An `open` of the packet at `nextOffset` advances
 *   the keys and decrypts nothing. Any other `open` ends the batch: the keys are those of the packets that were returned.
 *
 * The plaintext is copied out of the memory of the lanes, because the caller may use another connection before it has processed it.
 */
export class FastOpener implements PacketOpener {
  buffer: Uint8Array = NO_BYTES;
  start = 0;
  end = 0;
  private readonly state: PacketKeyState;
  private batchBytes: Uint8Array | undefined;
  private batchBuffer: Uint8Array | undefined;
  private batchStart = 0;
  private batchEnd = 0;
  private nextOffset = 0;

  constructor(
    private readonly lanes: PacketLanes,
    keys: PacketKeys,
  ) {
    this.state = new PacketKeyState(lanes, keys);
  }

  packetBytes(bytes: Uint8Array, offset: number): number {
    return (u24leAt(bytes, offset) ^ this.state.lengthMask(0)) + PACKET_OVERHEAD_BYTES;
  }

  open(bytes: Uint8Array, offset: number, packetBytes: number, associated: Uint8Array): boolean {
    const isInLanes = associated.length === 0 && packetBytes - PACKET_OVERHEAD_BYTES < WHOLE_PACKET_BYTES;
    if (!isInLanes) return this.openWhole(bytes, offset, packetBytes, associated);
    const isInBatch =
      bytes === this.batchBytes &&
      offset === this.nextOffset &&
      offset < this.batchEnd &&
      packetBytes === this.packetBytes(bytes, offset);
    if (!isInBatch && !this.openBatch(bytes, offset, packetBytes)) return false;
    this.start = offset - this.batchStart + LENGTH_BYTES;
    this.end = offset - this.batchStart + packetBytes - TAG_BYTES;
    this.nextOffset = offset + packetBytes;
    this.state.advance();
    return true;
  }

  release(): void {
    this.batchBytes = undefined;
    if (this.batchBuffer !== undefined) spareBuffer = this.batchBuffer;
    this.batchBuffer = undefined;
    this.buffer = NO_BYTES;
  }

  private openWhole(bytes: Uint8Array, offset: number, packetBytes: number, associated: Uint8Array): boolean {
    this.release();
    const encrypted = bytes.subarray(offset + LENGTH_BYTES, offset + packetBytes);
    const text = openWholePacket(this.state.contentsKey(), this.state.nonce(), encrypted, associated);
    if (text === undefined) return false;
    this.buffer = text;
    this.start = 0;
    this.end = text.length;
    this.state.advance();
    return true;
  }

  /** Decrypts the packet at `offset` and the short ones after it. @returns false if the tag of the first one is wrong */
  private openBatch(bytes: Uint8Array, offset: number, packetBytes: number): boolean {
    const { lanes, state } = this;
    this.batchBytes = undefined;
    const maxPackets = state.prepareMasks();
    const maxEnd = Math.min(bytes.length, offset + MAX_BATCH_BYTES);
    let count = 0;
    let blocks = 0;
    let end = offset;
    for (let size = packetBytes; ;) {
      blocks += this.addToTable(count, size - LENGTH_BYTES - TAG_BYTES);
      count += 1;
      end += size;
      if (count === maxPackets || end + LENGTH_BYTES > maxEnd) break;
      size = (u24leAt(bytes, end) ^ state.lengthMask(count)) + PACKET_OVERHEAD_BYTES;
      if (end + size > maxEnd || size - PACKET_OVERHEAD_BYTES >= WHOLE_PACKET_BYTES) break;
    }
    lanes.bytes.set(bytes.subarray(offset, end), PLACES.packets);
    state.fillKeystream(blocks);
    const right = lanes.open(count);
    if (right === 0) return false;
    if (right < count) end = offset + this.sizeOf(right);
    this.buffer = this.batchBuffer ??= takeBuffer();
    this.buffer.set(lanes.bytes.subarray(PLACES.packets, PLACES.packets + end - offset));
    this.batchBytes = bytes;
    this.batchStart = offset;
    this.batchEnd = end;
    return true;
  }

  /** @param length of the text: header and contents. @returns the number of its blocks */
  private addToTable(index: number, length: number): number {
    const { words } = this.lanes;
    const blocks = 1 + ((length + 63) >> 6);
    words[(PLACES.lengths >> 2) + index] = length;
    words[(PLACES.blocks >> 2) + index] = blocks;
    return blocks;
  }

  /** The size of the first `count` packets of the table. */
  private sizeOf(count: number): number {
    let size = count * (LENGTH_BYTES + TAG_BYTES);
    for (let i = 0; i < count; i++) size += this.lanes.words[(PLACES.lengths >> 2) + i]!;
    return size;
  }
}

/** A buffer of MAX_BATCH_BYTES that no opener uses. Openers return their buffer after each chunk, so a process needs only one or a few. */
let spareBuffer: Uint8Array | undefined;

function takeBuffer(): Uint8Array {
  const buffer = spareBuffer ?? new Uint8Array(MAX_BATCH_BYTES);
  spareBuffer = undefined;
  return buffer;
}
