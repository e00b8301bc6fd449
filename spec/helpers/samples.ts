import { bitcoin, encodeMessage, type Message, type Network, type VersionMessage } from '../../lib/index.js';

/** A version message as a remote may send it. */
export function versionMessage(overrides: Partial<VersionMessage> = {}): VersionMessage {
  const nowhere = { services: 0n, ip: new Uint8Array(16), port: 0 };
  return {
    command: 'version',
    version: 70_016,
    services: 9n,
    timestamp: 1_700_000_000n,
    addrRecv: nowhere,
    addrFrom: nowhere,
    nonce: 0xfeedn,
    userAgent: '/remote:1.0/',
    startHeight: 100,
    relay: true,
    ...overrides,
  };
}

/** The hash of a number, unique per number. */
export function hash(n: number): string {
  return n.toString(16).padStart(64, '0');
}

/** The bytes of these messages, one after the other. */
export function bytesOf(messages: readonly Message[], network: Network = bitcoin.regtest): Uint8Array {
  return concatBytes(messages.map((message) => encodeMessage(message, { network })));
}

export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** A user agent that changes the title of a page which does not show it as plain text. */
export const HOSTILE_AGENT = '/<img src=x onerror=document.title="owned"><script>alert(1)</script>/';
