import { show } from '../base/show.js';
import { LocalProtocolError } from '../base/errors.js';
import { plainFrameFunctions } from './plainFrameFunctions.js';
import { COMMAND_BYTES, HEADER_BYTES, isCommand, type FrameFormat } from './header.js';

/**
 * Encodes a frame: header and payload, in a new buffer.
 *
 * Errors with LocalProtocolError `INVALID_VALUE` for a command that a header cannot contain, `LIMIT_EXCEEDED` for a payload
 * above the network's limit.
 */
export function encodeFrame(format: FrameFormat, command: string, payload: Uint8Array): Uint8Array {
  const frame = new Uint8Array(HEADER_BYTES + payload.length);
  frame.set(payload, HEADER_BYTES);
  return sealFrame(format, command, frame);
}

/** Sets the header of a frame whose payload is already after HEADER_BYTES. Returns the same bytes. */
export function sealFrame(format: FrameFormat, command: string, frame: Uint8Array): Uint8Array {
  const payload = frame.subarray(HEADER_BYTES);
  frame.set(spelledCommand(command), 4);
  requirePayload(format, payload.length);
  setU32le(frame, 0, format.magic);
  setU32le(frame, 16, payload.length);
  setU32le(frame, 20, (format.frameFunctions ?? plainFrameFunctions).checksum(payload));
  return frame;
}

/** Checks what `sealFrame` checks, with the same errors. */
export function requireFrame(format: FrameFormat, command: string, payloadBytes: number): void {
  spelledCommand(command);
  requirePayload(format, payloadBytes);
}

function requirePayload({ limits: { maxPayloadBytes } }: FrameFormat, payloadBytes: number): void {
  if (payloadBytes <= maxPayloadBytes) return;
  throw new LocalProtocolError(
    'LIMIT_EXCEEDED',
    `payload of ${payloadBytes} bytes, at most ${maxPayloadBytes} allowed`,
  );
}

/** The 12 bytes of a command in the header. The first MAX_SPELLED_COMMANDS commands are cached. */
function spelledCommand(command: string): Uint8Array {
  return spelledCommands.get(command) ?? spell(command);
}

function spell(command: string): Uint8Array {
  if (!isCommand(command)) {
    throw new LocalProtocolError(
      'INVALID_VALUE',
      `command of 1 to ${COMMAND_BYTES} printable ASCII characters expected, got ${show(command)}`,
    );
  }
  const spelled = new Uint8Array(COMMAND_BYTES);
  for (let i = 0; i < command.length; i++) spelled[i] = command.charCodeAt(i);
  if (spelledCommands.size < MAX_SPELLED_COMMANDS) spelledCommands.set(command, spelled);
  return spelled;
}

/** More than the number of commands of any network. */
const MAX_SPELLED_COMMANDS = 64;
const spelledCommands = new Map<string, Uint8Array>();

function setU32le(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >>> 8;
  bytes[offset + 2] = value >>> 16;
  bytes[offset + 3] = value >>> 24;
}
