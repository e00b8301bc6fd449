import { LENGTH_BYTES, packetNonce, REKEY_INTERVAL } from '../crypto/fsChaCha20.js';
import { u24leAt } from '../codec/numbersAt.js';
import type { PacketKeys } from '../frame/v2/packetCipher.js';
import { MAX_BATCH_PACKETS, PLACES } from './packetLanesLayout.js';
import type { PacketLanes } from './packetWasm.js';

/**
 * The keys and nonces of one direction: FSChaCha20 and FSChaCha20Poly1305 of BIP324 advance together. The masks of lengths are computed for
 * 64 packets at a time, a window: a keystream of all 224 would need 480 bytes more per idle direction.
 */
export class PacketKeyState {
  /** The number of packets that were encrypted with the current keys, 0 to 223. */
  counter = 0;
  private rekeyings = 0;
  private lengthKey: Uint8Array;
  contentsKey: Uint8Array;
  /** The keystream of the lengths of the current window. Its last one ends with the next key. */
  private readonly window = new Uint8Array(WINDOW_BYTES);
  private windowIndex = -1;

  constructor(
    private readonly lanes: PacketLanes,
    { lengthKey, contentsKey }: PacketKeys,
  ) {
    this.lengthKey = lengthKey;
    this.contentsKey = contentsKey;
  }

  /** Computes the masks of the next packets. @returns the number of packets for which `lengthMask` then computes nothing, at least 1 */
  prepareMasks(): number {
    const index = windowOf(this.counter);
    if (index !== this.windowIndex) this.computeWindow(index);
    return Math.min(REKEY_INTERVAL, (index + 1) * MAX_BATCH_PACKETS) - this.counter;
  }

  /** The mask of the encrypted length of the next packet, or of one that is `ahead` packets after it: fewer than `prepareMasks` returns. */
  lengthMask(ahead: number): number {
    const index = windowOf(this.counter);
    if (index !== this.windowIndex) this.computeWindow(index);
    return u24leAt(this.window, ((this.counter + ahead) % MAX_BATCH_PACKETS) * LENGTH_BYTES);
  }

  /** The nonce of the next packet. */
  nonce(): Uint8Array {
    return packetNonce(this.counter, this.rekeyings);
  }

  /** Computes the keystream of `count` packets from the next one on, whose blocks are in the table: `total` in all. */
  fillKeystream(total: number): void {
    this.loadKey(this.contentsKey);
    this.lanes.fill(this.counter, 0, total);
  }

  /** Goes on to the packet after the next one. */
  advance(): void {
    this.counter += 1;
    if (this.counter === REKEY_INTERVAL) this.rekey();
  }

  private rekey(): void {
    const last = windowOf(REKEY_INTERVAL - 1);
    if (this.windowIndex !== last) this.computeWindow(last);
    const keyAt = REKEY_INTERVAL * LENGTH_BYTES - last * WINDOW_BYTES;
    this.lengthKey = this.window.slice(keyAt, keyAt + KEY_BYTES);
    this.loadKey(this.contentsKey);
    this.fillBlocks(REKEY_COUNTER, 1, 1);
    this.contentsKey = this.lanes.bytes.slice(PLACES.keystream, PLACES.keystream + KEY_BYTES);
    this.counter = 0;
    this.rekeyings += 1;
    this.windowIndex = -1;
  }

  private computeWindow(index: number): void {
    this.loadKey(this.lengthKey);
    this.fillBlocks(0, index * WINDOW_BLOCKS, WINDOW_BLOCKS);
    this.window.set(this.lanes.bytes.subarray(PLACES.keystream, PLACES.keystream + WINDOW_BYTES));
    this.windowIndex = index;
  }

  /** Blocks of one nonce. */
  private fillBlocks(counter: number, first: number, count: number): void {
    this.lanes.words[PLACES.blocks >> 2] = NO_BLOCK;
    this.lanes.fill(counter, first, count);
  }

  private loadKey(key: Uint8Array): void {
    const { lanes } = this;
    // Every key is a new array, and has one number of keys before it.
    if (lanes.loadedKey === key) return;
    lanes.loadedKey = key;
    lanes.bytes.set(key, PLACES.key);
    lanes.words[(PLACES.key + KEY_BYTES) >> 2] = this.rekeyings;
    lanes.words[(PLACES.key + KEY_BYTES + 4) >> 2] = this.rekeyings / 2 ** 32;
  }
}

const KEY_BYTES = 32;
const WINDOW_BLOCKS = 3;
const WINDOW_BYTES = MAX_BATCH_PACKETS * LENGTH_BYTES;
/** More than the number of any block: all blocks have the same nonce. */
const NO_BLOCK = 1 << 30;
/** The counter in the nonce of the keystream that contains the next key (BIP324), as a signed word. */
const REKEY_COUNTER = -1;

function windowOf(counter: number): number {
  return Math.floor(counter / MAX_BATCH_PACKETS);
}
