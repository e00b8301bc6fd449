import { packetNonce, REKEY_INTERVAL } from '../crypto/fsChaCha20.js';
import { LENGTH_BYTES } from '../crypto/packetLength.js';
import type { PacketKeys } from '../frame/v2/packetCipher.js';
import { MAX_BATCH_PACKETS, PLACES } from './packetLanesLayout.js';
import type { PacketLanes } from './packetWasm.js';

/**
 * The keys and nonces of one direction: FSChaCha20 and FSChaCha20Poly1305 of BIP324 advance together. The masks of lengths are computed
 * for a window of 64 packets: the keystream of all 224 packets would need 480 more bytes per idle direction.
 */
export class PacketKeyState {
  /** Little-endian: the length key, the contents key, the keystream of the lengths of the current window. One array takes less memory than three. */
  private readonly words = new Int32Array(WINDOW_PLACE + WINDOW_WORDS);
  /** The number of packets that were encrypted with the current keys, 0 to 223. */
  private counter = 0;
  private rekeyings = 0;
  private windowIndex = NO_WINDOW;

  constructor(
    private readonly lanes: PacketLanes,
    { lengthKey, contentsKey }: PacketKeys,
  ) {
    const bytes = new Uint8Array(this.words.buffer);
    bytes.set(lengthKey, 4 * LENGTH_KEY_PLACE);
    bytes.set(contentsKey, 4 * CONTENTS_KEY_PLACE);
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
    // 24 bits from `bit` on; they can begin in one word and end in the next.
    const bit = ((this.counter + ahead) % MAX_BATCH_PACKETS) * LENGTH_BYTES * 8;
    const place = WINDOW_PLACE + (bit >> 5);
    const low = this.words[place]! >>> (bit & 31);
    return ((bit & 31) > 8 ? low | (this.words[place + 1]! << (32 - (bit & 31))) : low) & 0xff_ffff;
  }

  /** The key of the next packet's contents, in a new buffer. */
  contentsKey(): Uint8Array {
    return new Uint8Array(this.words.buffer).slice(4 * CONTENTS_KEY_PLACE, 4 * (CONTENTS_KEY_PLACE + KEY_WORDS));
  }

  /** The nonce of the next packet. */
  nonce(): Uint8Array {
    return packetNonce(this.counter, this.rekeyings);
  }

  /** Computes the keystream of the next packets. The table has the number of blocks of each packet; `total` is their sum. */
  fillKeystream(total: number): void {
    this.loadKey(CONTENTS_KEY_PLACE);
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
    const nextKey = WINDOW_PLACE + (REKEY_INTERVAL * LENGTH_BYTES) / 4 - last * WINDOW_WORDS;
    this.words.copyWithin(LENGTH_KEY_PLACE, nextKey, nextKey + KEY_WORDS);
    this.loadKey(CONTENTS_KEY_PLACE);
    this.fillBlocks(REKEY_COUNTER, 1, 1);
    this.takeKeystream(CONTENTS_KEY_PLACE, KEY_WORDS);
    this.counter = 0;
    this.rekeyings += 1;
    this.windowIndex = NO_WINDOW;
  }

  private computeWindow(index: number): void {
    this.loadKey(LENGTH_KEY_PLACE);
    this.fillBlocks(0, index * WINDOW_BLOCKS, WINDOW_BLOCKS);
    this.takeKeystream(WINDOW_PLACE, WINDOW_WORDS);
    this.windowIndex = index;
  }

  /** Computes blocks of one nonce. */
  private fillBlocks(counter: number, first: number, count: number): void {
    this.lanes.words[PLACES.blocks >> 2] = NO_BLOCK;
    this.lanes.fill(counter, first, count);
  }

  private takeKeystream(place: number, count: number): void {
    for (let i = 0; i < count; i++) this.words[place + i] = this.lanes.words[(PLACES.keystream >> 2) + i]!;
  }

  private loadKey(place: number): void {
    const { words } = this.lanes;
    const target = PLACES.key >> 2;
    for (let i = 0; i < KEY_WORDS; i++) words[target + i] = this.words[place + i]!;
    words[target + KEY_WORDS] = this.rekeyings;
    words[target + KEY_WORDS + 1] = this.rekeyings / 2 ** 32;
  }
}

const KEY_WORDS = 8;
const LENGTH_KEY_PLACE = 0;
const CONTENTS_KEY_PLACE = KEY_WORDS;
const WINDOW_PLACE = 2 * KEY_WORDS;
const WINDOW_BLOCKS = 3;
const WINDOW_WORDS = (MAX_BATCH_PACKETS * LENGTH_BYTES) / 4;
const NO_WINDOW = -1;
/** More than the number of any block: all blocks have the same nonce. */
const NO_BLOCK = 1 << 30;
/** The counter in the nonce of the keystream that contains the next key (BIP324), as a signed word. */
const REKEY_COUNTER = -1;

function windowOf(counter: number): number {
  return Math.floor(counter / MAX_BATCH_PACKETS);
}
