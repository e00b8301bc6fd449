import * as crypto from 'node:crypto';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import * as portable from '../../lib/fast/wholePacketPortable.js';

/** `#wholePacket` of a runtime whose node:crypto has these ciphers and no other. */
async function wholePacketWith(ciphers: string[]): Promise<typeof portable> {
  jest.resetModules();
  jest.unstable_mockModule('node:crypto', () => ({
    ...crypto,
    getCipherInfo: (name: string) => (ciphers.includes(name) ? crypto.getCipherInfo(name) : undefined),
    createCipheriv: (name: string, ...rest: [Uint8Array, Uint8Array, object]) => {
      if (!ciphers.includes(name)) throw new Error('Unknown cipher');
      return crypto.createCipheriv(
        name as 'chacha20-poly1305',
        ...(rest as unknown as [Uint8Array, Uint8Array, { authTagLength: number }]),
      );
    },
  }));
  return import('../../lib/fast/wholePacketNode.js');
}

function sealed({ sealWholePacket }: typeof portable): Uint8Array {
  const target = new Uint8Array(5000 + 1 + 16);
  sealWholePacket(KEY, NONCE, Uint8Array.of(7), new Uint8Array(5000).fill(9), new Uint8Array(), target, 0);
  return target;
}

const KEY = new Uint8Array(32).fill(1);
const NONCE = new Uint8Array(12).fill(2);

describe('long packets under the condition node', () => {
  afterEach(() => void jest.resetModules());

  it('are sealed and opened without node:crypto if it does not have the cipher, as in Bun', async () => {
    const wholePacket = await wholePacketWith(['aes-256-gcm']);
    const packet = sealed(wholePacket);
    expect(packet).toEqual(sealed(portable));
    expect(wholePacket.openWholePacket(KEY, NONCE, packet, new Uint8Array())?.length).toBe(5001);
    expect(wholePacket.WHOLE_PACKET_BYTES).toBe(portable.WHOLE_PACKET_BYTES);
  });

  it('are sealed by node:crypto if it has the cipher', async () => {
    const wholePacket = await wholePacketWith(['chacha20-poly1305']);
    expect(wholePacket.WHOLE_PACKET_BYTES).toBe(4096);
    expect(sealed(wholePacket)).toEqual(sealed(portable));
  });
});
