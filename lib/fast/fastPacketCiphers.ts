import type { PacketCiphers } from '../frame/v2/packetCipher.js';
import { plainPacketCiphers } from '../frame/v2/plainPacketCiphers.js';
import { FastOpener } from './fastOpener.js';
import { FastSealer } from './fastSealer.js';
import { createPacketLanes, type PacketLanes } from './packetWasm.js';

/** Short packets in WebAssembly, several at a time; long ones by `#wholePacket`. Without WebAssembly: the plain ciphers. */
export const fastPacketCiphers: PacketCiphers = {
  createSealer: (keys) => {
    const lanes = packetLanes();
    return lanes === undefined ? plainPacketCiphers.createSealer(keys) : new FastSealer(lanes, keys);
  },
  createOpener: (keys) => {
    const lanes = packetLanes();
    return lanes === undefined ? plainPacketCiphers.createOpener(keys) : new FastOpener(lanes, keys);
  },
};

/** Compiled at the first use, so a program without transport v2 does not compile them. */
function packetLanes(): PacketLanes | undefined {
  lanes ??= createPacketLanes() ?? NO_LANES;
  return lanes === NO_LANES ? undefined : lanes;
}

const NO_LANES = Symbol('no lanes');
let lanes: PacketLanes | typeof NO_LANES | undefined;
