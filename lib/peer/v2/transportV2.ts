import { createKeyExchange, packetCiphers as ciphers } from '#fastV2';
import type { Framing } from '../../frame/framing.js';
import { V2Framing } from '../../frame/v2/v2Framing.js';
import type { V2Options } from './v2Source.js';

// For bench/packets, which measures them alone.
export { createKeyExchange, packetCiphers } from '#fastV2';

/** The framing of one connection. All code that only transport v2 needs is imported here, so that bundlers can make one chunk of it. */
export function createV2Framing(options: V2Options): Framing {
  return new V2Framing({ ...options, ciphers, createKeyExchange });
}
