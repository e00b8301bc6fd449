import { fromHex } from '../../lib/codec/hex.js';
import type { Codec } from '../../lib/codec/codec.js';
import { Reader } from '../../lib/codec/reader.js';
import { Writer } from '../../lib/codec/writer.js';
import { blockOf, type Block } from '../../lib/messages/block.js';
import { blockHeader, lbryBlockHeader } from '../../lib/messages/blockHeader.js';
import { BITCOIN_LIMITS, LBRY_LIMITS } from '../../lib/messages/limits.js';
import type { Transaction } from '../../lib/messages/transaction.js';

export const bitcoinBlock = blockOf(blockHeader, BITCOIN_LIMITS);
export const lbryBlock = blockOf(lbryBlockHeader, LBRY_LIMITS);

/** Decodes the bytes; left-over bytes fail the test. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): T {
  const reader = new Reader(bytes, 70_016);
  const value = codec.read(reader);
  if (reader.remaining > 0) throw new Error(`${reader.remaining} bytes left over`);
  return value;
}

export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new Writer(70_016);
  codec.write(writer, value);
  return writer.finish();
}

/** Bitcoin's genesis block (Bitcoin Core, kernel/chainparams.cpp). */
export const GENESIS_BLOCK: Block = decode(
  bitcoinBlock,
  fromHex(
    '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c' +
      '0101000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000',
  ),
);

const LBRY_GENESIS_HEX =
  '010000000000000000000000000000000000000000000000000000000000000000000000cc59e59ff97ac092b55e423aa5495151ed6fb80570a5bb78cd5bd1c3821c21b8010000000000000000000000000000000000000000000000000000000000000033193156ffff001f070500000101000000010000000000000000000000000000000000000000000000000000000000000000ffffffff1f04ffff001d010417696e736572742074696d657374616d7020737472696e67ffffffff01000004bfc91b8e001976a914345991dbf57bfb014b87006acdfafbfc5fe8292f88ac00000000';

/** LBRY's genesis block of mainnet and testnet, as lbcd serves it. */
export const LBRY_GENESIS_BLOCK = fromHex(LBRY_GENESIS_HEX);

/** LBRY's genesis block of regtest: that of mainnet with other bits and nonce. */
export const LBRY_REGTEST_GENESIS_BLOCK = fromHex(LBRY_GENESIS_HEX.replace('ffff001f07050000', 'ffff7f2001000000'));

/** A transaction that is different for each `n`. */
export function sampleTransaction(n: number, witness: Uint8Array[] = []): Transaction {
  return {
    version: 2,
    inputs: [{ previousOutput: { hash: 'ab'.repeat(32), index: n }, script: new Uint8Array(0), sequence: 0, witness }],
    outputs: [{ value: BigInt(n), script: Uint8Array.of(0x51) }],
    lockTime: 0,
  };
}
