import { keyExchangeBy, type CreateKeyExchange, type KeyExchangeFunctions } from '../crypto/ephemeralKey.js';
import * as plain from '../crypto/keyExchange.js';
import { createPointLadder } from './pointLadder.js';

/** The key exchange of BIP324 with multiplication in WebAssembly; without WebAssembly the plain one. */
export const createKeyExchange: CreateKeyExchange = (random) => keyExchange().createKeyExchange(random);

/** See `KeyExchangeFunctions.keyExchangeOf`. */
export const keyExchangeOf: KeyExchangeFunctions['keyExchangeOf'] = (privateKey, publicKey) =>
  keyExchange().keyExchangeOf(privateKey, publicKey);

/** Compiled at the first use, so a program without transport v2 does not compile it. */
function keyExchange(): KeyExchangeFunctions {
  if (functions === undefined) {
    const ladder = createPointLadder();
    functions = ladder === undefined ? plain : keyExchangeBy(ladder);
  }
  return functions;
}

let functions: KeyExchangeFunctions | undefined;
