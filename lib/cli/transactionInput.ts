import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { joinBytes } from '../codec/joinBytes.js';
import type { Network } from '../networks/network.js';

/** A transaction cannot be read. The message is one line. */
export class TransactionInputError extends Error {
  override readonly name = 'TransactionInputError';
}

/** At least this many hex digits, ten bytes, are a transaction; a shorter text is the name of a file. */
const HEX_TRANSACTION = /^([0-9a-f]{2}){10,}$/i;

/** White space around the hex digits of a file. */
const SPARE_BYTES = 1024;

/**
 * The transaction that an argument names: the hex digits themselves, or the content of a file or of standard input (`-`): hex digits, which
 * may have white space around them, or the bytes. Reads at most two bytes for each byte of the largest message of the network.
 *
 * Rejects with TransactionInputError.
 */
export async function readTransaction(
  argument: string,
  { limits }: Network,
  stdin: () => Readable,
): Promise<Uint8Array | string> {
  if (HEX_TRANSACTION.test(argument)) return argument;
  const name = argument === '-' ? 'standard input' : argument;
  const bytes = await readBounded(
    () => (argument === '-' ? stdin() : createReadStream(argument)),
    2 * limits.maxPayloadBytes + SPARE_BYTES,
    name,
  );
  if (bytes.length === 0) throw new TransactionInputError(`${name} is empty: expected a transaction`);
  const text = new TextDecoder('latin1').decode(bytes).trim();
  return /^[0-9a-f]+$/i.test(text) ? text : bytes;
}

async function readBounded(open: () => Readable, maxBytes: number, name: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of open() as AsyncIterable<Uint8Array>) {
      length += chunk.length;
      if (length > maxBytes)
        throw new TransactionInputError(`more than ${maxBytes} bytes: no transaction is that long`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw new TransactionInputError(`cannot read ${name}: ${(error as Error).message}`, { cause: error });
  }
  return joinBytes(chunks);
}
