// The messages by which a remote of the benchmark completes a handshake.
import { frame, sized, u32, u64 } from './layout.mjs';

const PROTOCOL_VERSION = 70_016;
const NETWORK_AND_WITNESS = 9;
const NO_ADDRESS = Buffer.alloc(26);

/** The version message of a full node at block 1 that asks for transactions, without addresses. */
export function versionFrame(nonce, magic) {
  const payload = Buffer.concat([
    u32(PROTOCOL_VERSION),
    u64(NETWORK_AND_WITNESS),
    u64(1_750_000_000),
    ...[NO_ADDRESS, NO_ADDRESS],
    u64(nonce),
    sized(Buffer.from('/bench/')),
    u32(1),
    Buffer.of(1),
  ]);
  return frame('version', payload, magic);
}

export function verackFrame(magic) {
  return frame('verack', Buffer.alloc(0), magic);
}
