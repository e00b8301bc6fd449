import { blockHash, txid, type Block, type BlockHeader, type Message, type Transaction } from '../../../lib/index.js';
import { hash } from '../samples.js';

export const ping = (nonce: bigint): Message => ({ command: 'ping', nonce });
export const pong = (nonce: bigint): Message => ({ command: 'pong', nonce });

/** The bytes of a frame around its payload. */
export const HEADER_BYTES = 24;

/** A message of this size with its header. The number makes it unique. */
export function sized(n: number, sizeBytes = 100): Message {
  const payload = new Uint8Array(sizeBytes - HEADER_BYTES);
  new DataView(payload.buffer).setUint32(0, n, true);
  return { command: 'unknown', name: 'sized', payload };
}

/** The number of a `sized` message; -1 for any other. */
export function numberOf(message: Message): number {
  if (message.command !== 'unknown') return -1;
  const { buffer, byteOffset } = message.payload;
  return new DataView(buffer, byteOffset).getUint32(0, true);
}

export function transaction(n: number): Transaction {
  return {
    version: 2,
    inputs: [
      {
        previousOutput: { hash: hash(n), index: 0 },
        script: new Uint8Array(0),
        sequence: 0xffff_ffff,
        witness: [Uint8Array.of(1)],
      },
    ],
    outputs: [{ value: BigInt(n), script: Uint8Array.of(0x51) }],
    lockTime: 0,
  };
}

/** The given number of headers. Each follows the one before; the first follows `prevBlock`. */
export function headerChain(count: number, prevBlock: string): BlockHeader[] {
  const headers: BlockHeader[] = [];
  for (let i = 0; i < count; i++) {
    const last = headers.at(-1);
    headers.push({
      version: 1,
      prevBlock: last === undefined ? prevBlock : blockHash(last),
      merkleRoot: hash(i),
      timestamp: i,
      bits: 0x207f_ffff,
      nonce: i,
    });
  }
  return headers;
}

export function block(n: number): Block {
  const [header] = headerChain(1, hash(n));
  return { header: { ...header!, merkleRoot: txid(transaction(n)) }, transactions: [transaction(n)] };
}
