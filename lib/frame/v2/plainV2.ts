/** The module `#fastV2` under the condition `rxpeer-plain`, and after `fast/` is deleted: the plain cryptography of transport v2. */
export { createKeyExchange } from '../../crypto/keyExchange.js';
export { plainPacketCiphers as packetCiphers } from './plainPacketCiphers.js';
