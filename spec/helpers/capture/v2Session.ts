import { plainPacketCiphers } from '../../../lib/frame/v2/plainPacketCiphers.js';
import { deriveSessionKeys } from '../../../lib/frame/v2/sessionKeys.js';
import { plainPacket } from '../../../lib/frame/v2/packetContents.js';
import { concat } from '../wire/bytes.js';

/** A packet of transport v2: its header byte and contents. */
export interface PlainPacket {
  header: number;
  contents: Uint8Array;
}

/** As recordings store it. */
export function encodePlainPacket({ header, contents }: PlainPacket): Uint8Array {
  return plainPacket(Uint8Array.of(header), contents);
}

/** The bytes of one side of a connection by transport v2, raw and as plain packets. */
export interface SealedSide {
  raw: Uint8Array;
  /** From the packet after the version packet on. */
  plain: Uint8Array;
  /** The offset in `raw` of the first packet. */
  packetsStart: number;
}

/** Encrypts packets as one side of a connection in regtest sends them, after 64 bytes of a key and this garbage. */
export function sealSide(
  side: 'initiator' | 'responder',
  sharedSecret: Uint8Array,
  packets: readonly PlainPacket[],
  garbage: Uint8Array,
): SealedSide {
  const keys = deriveSessionKeys(sharedSecret, Uint8Array.of(0xfa, 0xbf, 0xb5, 0xda));
  const terminator = side === 'initiator' ? keys.initiatorTerminator : keys.responderTerminator;
  const sealer = plainPacketCiphers.createSealer(keys[side]);
  const sealed = packets.map(({ header, contents }, i) =>
    sealer.seal(header, contents.subarray(0, 1), contents.subarray(1), i === 0 ? garbage : new Uint8Array(0)),
  );
  const start = concat([new Uint8Array(64).fill(0x6b), garbage, terminator]);
  return {
    raw: concat([start, ...sealed]),
    plain: concat(packets.slice(packets.findIndex(({ header }) => header === 0) + 1).map(encodePlainPacket)),
    packetsStart: start.length,
  };
}
