/** The module `#fastV2`: faster implementations of the cryptography of transport v2, instead of those of frame/v2/plainV2. */
export { createKeyExchange } from './fastKeyExchange.js';
export { fastPacketCiphers as packetCiphers } from './fastPacketCiphers.js';
