/** The module `#fastV2`: faster implementations of the cryptography of transport v2 than frame/v2/plainV2 has. */
export { createKeyExchange } from './fastKeyExchange.js';
export { fastPacketCiphers as packetCiphers } from './fastPacketCiphers.js';
