/** The key exchange of BIP324: with OpenSSL in Node (`#keyExchange` under the condition `node`), with @noble/curves elsewhere. */
export { createKeyExchange, keyExchangeOf } from '#keyExchange';
