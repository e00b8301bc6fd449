// A page that encodes and decodes a message, without RxJS.
import { bitcoin, decodeMessage, encodeMessage } from 'rxpeer/wire';

const network = bitcoin.regtest;
const { command, nonce } = decodeMessage(encodeMessage({ command: 'ping', nonce: 7n }, { network }), { network });
globalThis.result = `${command} ${nonce}`;
