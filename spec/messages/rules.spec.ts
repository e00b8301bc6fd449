import { describe, expect, it } from '@jest/globals';
import { FrameDecoder, type Frame } from '../../lib/frame/frameDecoder.js';
import type { Message } from '../../lib/messages/table.js';
import { decodeMessage } from '../../lib/wire/message.js';
import { decodeFrame } from '../../lib/wire/payload.js';
import { bytes, bytesWithin, chunks, padded, paddedBuffer } from '../helpers/wire/bytes.js';
import { faultOf, remote, type Fault } from '../helpers/wire/fault.js';
import { decodeFixture, fixtures, frameOf, type Fixture } from '../helpers/wire/fixtures.js';

const SMALL_FRAME_BYTES = 300;

describe.each(fixtures.map((each) => [each.title, each] as const))('%s', (_, each) => {
  const frame = frameOf(each);
  const message = decodeFixture(each);
  const hasTail = each.command === 'version' || each.command === 'reject';
  const isUnknown = message.command === 'unknown';

  it('whole', () => {
    expect(decodeMessage(frame, each)).toStrictEqual(message);
  });

  it('in two chunks, and byte by byte', () => {
    const step = frame.length <= SMALL_FRAME_BYTES ? 1 : Math.ceil(frame.length / 40);
    for (let at = 0; at <= frame.length; at += step) {
      expect(decodeChunks([frame.subarray(0, at), frame.subarray(at)], each)).toStrictEqual([message]);
    }
    expect(decodeChunks(chunks(frame, 1), each)).toStrictEqual([message]);
    expect(decodeChunks(chunks(bytes(frame, frame, frame), 7), each)).toStrictEqual([message, message, message]);
  });

  it('inside a padded buffer, also a Buffer', () => {
    for (const windowed of [padded(frame), paddedBuffer(frame)]) {
      const decoded = decodeMessage(windowed, each);
      expect(decoded).toStrictEqual(message);
      expect(bytesWithin(decoded).every((found) => found.constructor === Uint8Array)).toBe(true);
    }
    const { command, network, protocolVersion } = each;
    const payload = paddedBuffer(each.payload);
    const decoded = decodeFrame({ command, payload }, { network, protocolVersion });
    expect(decoded).toStrictEqual(message);
    expect(bytesWithin(decoded).every((found) => found.constructor === Uint8Array)).toBe(true);
  });

  it('one byte short', () => {
    if (each.payload.length === 0) return;
    const short = { ...each, payload: each.payload.subarray(0, -1) };
    const fault = faultOf(() => decodeFixture(short));
    // If the end is optional, a shorter payload is another valid message.
    if ((hasTail || isUnknown || message.command === 'alert') && fault === undefined)
      expect(decodeFixture(short)).not.toStrictEqual(message);
    else
      expect(withoutPath(fault)).toStrictEqual(remote(message.command === 'feature' ? 'BAD_FEATURE' : 'SHORT_PAYLOAD'));
  });

  it('with a byte left over', () => {
    // There the byte begins an optional field.
    if (isUnknown || (message.command === 'version' && message.relay === undefined)) return;
    if (message.command === 'reject' && message.hash === undefined) return;
    if (message.command === 'alert') return;
    const long = frameOf({ ...each, payload: bytes(each.payload, 0) });
    if (message.command === 'feature') {
      expect(faultOf(() => decodeMessage(long, each))).toStrictEqual(remote('BAD_FEATURE'));
      return;
    }
    expect(faultOf(() => decodeMessage(long, each))).toStrictEqual(remote('LEFTOVER'));
    expect(decodeMessage(long, { ...each, allowLeftover: true })).toStrictEqual(message);
    const behind = bytes(frame, 0xff);
    expect(faultOf(() => decodeMessage(behind, each))).toStrictEqual(remote('LEFTOVER'));
    expect(decodeMessage(behind, { ...each, allowLeftover: true })).toStrictEqual(message);
  });

  it('does not change when its bytes change', () => {
    const source = frame.slice();
    const decoded = decodeMessage(source, each);
    source.fill(0xee);
    expect(decoded).toStrictEqual(message);
  });
});

function decodeChunks(parts: readonly Uint8Array[], { network, protocolVersion }: Fixture): Message[] {
  const decoder = new FrameDecoder(network);
  const messages: Message[] = [];
  for (const part of parts) {
    decoder.push(part);
    for (let frame: Frame | undefined = decoder.next(); frame !== undefined; frame = decoder.next()) {
      messages.push(decodeFrame(frame, { network, protocolVersion }));
    }
  }
  decoder.end();
  return messages;
}

function withoutPath(fault: Fault | undefined): Fault | undefined {
  return fault && { ...fault, path: '' };
}
