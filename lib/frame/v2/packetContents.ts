import { toHex } from '../../codec/hex.js';
import { setU24le } from '../../codec/numbersAt.js';
import { LENGTH_BYTES } from '../../crypto/packetLength.js';
import { RemoteProtocolError } from '../../base/errors.js';
import type { Frame } from '../frameDecoder.js';
import { COMMAND_BYTES, HEADER_BYTES, type FrameFormat } from '../header.js';
import { plainFrameFunctions } from '../plainFrameFunctions.js';
import type { ShortIds } from './shortIds.js';

/** The number of bytes of a message type in the long form: a zero and the command. */
export const LONG_TYPE_BYTES = 1 + COMMAND_BYTES;

/**
 * The frame in the contents of an application packet: a message type of one byte, or a zero and 12 bytes of command, then the payload. The
 * payload is a view. The command of a number that is not assigned is the number: `#29`.
 *
 * Errors with RemoteProtocolError `BAD_COMMAND` for empty contents and for a long type that is not a valid command.
 *
 * @param start the offset of the contents in `buffer`
 * @param end the offset after them
 * @param sizeBytes the size of the encrypted packet
 */
export function frameInContents(
  format: FrameFormat,
  buffer: Uint8Array,
  start: number,
  end: number,
  sizeBytes: number,
): Frame {
  if (start === end) throw new RemoteProtocolError('BAD_COMMAND', 'a packet without contents: no message type');
  const id = buffer[start]!;
  if (id !== 0) {
    const command = format.shortIds?.[id];
    return {
      command: command === undefined || command === '' ? `#${id}` : command,
      payload: buffer.subarray(start + 1, end),
      sizeBytes,
    };
  }
  if (end - start < LONG_TYPE_BYTES) {
    const fact = `a long message type of ${end - start} bytes, ${LONG_TYPE_BYTES} expected`;
    throw new RemoteProtocolError('BAD_COMMAND', fact);
  }
  const command = (format.frameFunctions ?? plainFrameFunctions).readCommand(buffer, start + 1);
  if (command === undefined) {
    const commandHex = toHex(buffer.subarray(start + 1, start + LONG_TYPE_BYTES));
    throw new RemoteProtocolError('BAD_COMMAND', `12 bytes that are not a command: ${commandHex}`);
  }
  return { command, payload: buffer.subarray(start + LONG_TYPE_BYTES, end), sizeBytes };
}

/** The message type of a command in a packet: one byte if the network has assigned a number, else the long form. Do not change the bytes. */
export function messageType({ shortIds = NO_SHORT_IDS }: Pick<FrameFormat, 'shortIds'>, command: string): Uint8Array {
  let types = shortTypes.get(shortIds);
  if (types === undefined) {
    types = new Map(shortIds.map((assigned, id) => [assigned, Uint8Array.of(id)]));
    types.delete('');
    shortTypes.set(shortIds, types);
  }
  return types.get(command) ?? longType(command);
}

const NO_SHORT_IDS: ShortIds = [];

/** The short types of each network, by command. */
const shortTypes = new WeakMap<ShortIds, Map<string, Uint8Array>>();

function longType(command: string): Uint8Array {
  const type = new Uint8Array(LONG_TYPE_BYTES);
  for (let i = 0; i < command.length; i++) type[1 + i] = command.charCodeAt(i);
  return type;
}

/**
 * A packet without encryption, as recordings contain it: the length of the contents (3 bytes, little-endian), the header byte, the contents.
 * Unlike an encrypted packet it has no tag.
 *
 * @param contents the header byte and the contents
 */
export function plainPacket(...contents: readonly Uint8Array[]): Uint8Array {
  const length = contents.reduce((sum, part) => sum + part.length, 0);
  const packet = new Uint8Array(LENGTH_BYTES + length);
  setU24le(packet, 0, length - 1);
  let offset = LENGTH_BYTES;
  for (const part of contents) {
    packet.set(part, offset);
    offset += part.length;
  }
  return packet;
}

/** The plain packet of a frame. @param frame HEADER_BYTES, then the payload: see `Framing.seal` */
export function plainFrame(format: FrameFormat, command: string, frame: Uint8Array): Uint8Array {
  return plainPacket(APPLICATION_HEADER, messageType(format, command), frame.subarray(HEADER_BYTES));
}

const APPLICATION_HEADER = Uint8Array.of(0);

/** The most bytes of contents that a packet may have: the long type and the largest payload of the network. */
export function maxContentsBytes({ limits }: Pick<FrameFormat, 'limits'>): number {
  return LONG_TYPE_BYTES + limits.maxPayloadBytes;
}
