import { sealWholePacket, WHOLE_PACKET_BYTES } from '#wholePacket';
import { LENGTH_BYTES } from '../crypto/packetLength.js';
import { setU24le } from '../codec/numbersAt.js';
import {
  PACKET_OVERHEAD_BYTES,
  requirePacketContents,
  type PacketKeys,
  type PacketSealer,
} from '../frame/v2/packetCipher.js';
import { PacketKeyState } from './packetKeyState.js';
import { PLACES } from './packetLanesLayout.js';
import { copyIntoSlab, MAX_SLAB_COPY_BYTES, slab } from './slabAllocator.js';
import type { PacketLanes } from './packetWasm.js';

/** Encrypts packets: short ones in the lanes. */
export class FastSealer implements PacketSealer {
  private readonly state: PacketKeyState;

  constructor(
    private readonly lanes: PacketLanes,
    keys: PacketKeys,
  ) {
    this.state = new PacketKeyState(lanes, keys);
  }

  seal(header: number, type: Uint8Array, payload: Uint8Array, associated: Uint8Array): Uint8Array {
    const length = type.length + payload.length;
    requirePacketContents(length);
    const encryptedLength = length ^ this.state.lengthMask(0);
    const packet =
      associated.length > 0 || length >= WHOLE_PACKET_BYTES
        ? this.sealWhole(header, type, payload, associated)
        : this.sealInLanes(header, type, payload);
    setU24le(packet, 0, encryptedLength);
    this.state.advance();
    return packet;
  }

  private sealInLanes(header: number, type: Uint8Array, payload: Uint8Array): Uint8Array {
    const { bytes, words } = this.lanes;
    const length = 1 + type.length + payload.length;
    let at = PLACES.packets + LENGTH_BYTES;
    bytes[at++] = header;
    for (let i = 0; i < type.length; i++) bytes[at++] = type[i]!;
    bytes.set(payload, at);
    const blocks = 1 + ((length + 63) >> 6);
    words[PLACES.blocks >> 2] = blocks;
    this.state.fillKeystream(blocks);
    this.lanes.seal(length);
    const end = PLACES.packets + length - 1 + PACKET_OVERHEAD_BYTES;
    if (end - PLACES.packets > MAX_SLAB_COPY_BYTES) return bytes.slice(PLACES.packets, end);
    const start = copyIntoSlab(bytes, PLACES.packets, end);
    return slab.subarray(start, start + end - PLACES.packets);
  }

  private sealWhole(header: number, type: Uint8Array, payload: Uint8Array, associated: Uint8Array): Uint8Array {
    const packet = new Uint8Array(type.length + payload.length + PACKET_OVERHEAD_BYTES);
    const head = new Uint8Array(1 + type.length);
    head[0] = header;
    head.set(type, 1);
    sealWholePacket(this.state.contentsKey(), this.state.nonce(), head, payload, associated, packet, LENGTH_BYTES);
    return packet;
  }
}
