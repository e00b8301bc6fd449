import { fromHex } from '../../../lib/codec/hex.js';
import { joinBytes } from '../../../lib/codec/joinBytes.js';
import { DECOY_HEADER, PACKET_OVERHEAD_BYTES } from '../../../lib/frame/v2/packetCipher.js';
import { messageType } from '../../../lib/frame/v2/packetContents.js';
import { BITCOIN_SHORT_IDS } from '../../../lib/frame/v2/shortIds.js';
import type { ScriptedRemote } from '../v2/scriptedRemote.js';
import type { Constructors, ConstructorArguments } from './definitions.js';

/** Bytes that depend on the state of the remote, such as the number of its packets: created when they are sent. */
export type V2Part = (remote: ScriptedRemote) => Uint8Array;

/** What a remote sends by transport v2. */
export const v2Values = {
  /** `v2Key`: the key of the remote. */
  v2Key: (): V2Part => (remote) => remote.key,
  /** `v2Garbage 10`: 10 bytes of garbage. */
  v2Garbage:
    ({ positional: [length] }): V2Part =>
    (remote) =>
      remote.sendGarbage(Number(length)),
  /** `v2Terminator`: the end of the garbage. */
  v2Terminator: (): V2Part => (remote) => remote.terminator,
  /** `v2Version`, `v2Version 100`: a version packet with this number of bytes, default 0. `aad=none`: it does not authenticate the garbage. */
  v2Version:
    ({ positional: [length = '0'], named }): V2Part =>
    (remote) =>
      remote.sendPacket(0, new Uint8Array(Number(length)), named.get('aad') !== 'none'),
  /** `v2Decoy 8`: a decoy with 8 bytes. `aad=none` as above. */
  v2Decoy:
    ({ positional: [length = '0'], named }): V2Part =>
    (remote) =>
      remote.sendPacket(DECOY_HEADER, new Uint8Array(Number(length)), named.get('aad') !== 'none'),
  /** `v2Packet ping 0102`: a packet with this command, by its number if it has one, and payload. */
  v2Packet:
    ({ positional: [command, hex = ''] }): V2Part =>
    (remote) =>
      remote.sendPacket(0, joinBytes([messageType({ shortIds: BITCOIN_SHORT_IDS }, command!), fromHex(hex)])),
  /** `v2Contents 1d00`, `v2Contents`: a packet with these contents, default none. */
  v2Contents:
    ({ positional: [hex = ''] }): V2Part =>
    (remote) =>
      remote.sendPacket(0, fromHex(hex)),
  /** `v2Chunk k g from 3 to 30`, `v2Chunk k from 3`: these parts in one chunk, or bytes 3 to 29 of them. Cuts of the same text are cuts of the same bytes. */
  v2Chunk({ positional, valueOf }): V2Part {
    const [letters = '', start = '0', end] = positional.join(' ').split(/ (?:from|to) /);
    const parts = letters.split(' ').map((letter) => valueOf(letter));
    const isCut = positional.includes('from');
    return (remote) => {
      const create = (): Uint8Array => joinBytes(parts.map((part) => bytesOfPart(part, remote)));
      const bytes = isCut ? rememberedBytes(remote, letters, create) : create();
      return bytes.subarray(Number(start), end === undefined ? bytes.length : Number(end));
    };
  },
  /** `v2Changed g at=0`: the bytes of g with one bit changed. */
  v2Changed: (args): V2Part => changedPart(args),
  /** `v2Frame ping 0102`: the Frame object that a packet becomes. */
  v2Frame({ positional: [command, hex = ''] }) {
    const typeBytes = command!.startsWith('#') ? 1 : messageType({ shortIds: BITCOIN_SHORT_IDS }, command!).length;
    return { command: command!, payload: fromHex(hex), sizeBytes: PACKET_OVERHEAD_BYTES + typeBytes + hex.length / 2 };
  },
  /** `v2Sends key garbage`: parts of the key exchange that we send in one chunk. */
  v2Sends: ({ positional }) => positional,
} satisfies Constructors;

/** The bytes of a letter: of v2, or of v1 as they are. */
export function bytesOfPart(part: unknown, remote: ScriptedRemote): Uint8Array {
  if (part instanceof Uint8Array) return part;
  if (typeof part !== 'function') throw new Error(`bytes expected, got ${String(part)}`);
  return (part as V2Part)(remote);
}

function changedPart({ positional: [letter], named, valueOf }: ConstructorArguments): V2Part {
  const part = valueOf(letter!);
  return (remote) => {
    const bytes = bytesOfPart(part, remote).slice();
    bytes[Number(named.get('at'))]! ^= 1;
    return bytes;
  };
}

const remembered = new WeakMap<ScriptedRemote, Map<string, Uint8Array>>();

function rememberedBytes(remote: ScriptedRemote, name: string, create: () => Uint8Array): Uint8Array {
  const ofRemote = remembered.get(remote) ?? new Map<string, Uint8Array>();
  remembered.set(remote, ofRemote);
  const bytes = ofRemote.get(name) ?? create();
  ofRemote.set(name, bytes);
  return bytes;
}
