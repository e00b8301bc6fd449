import { bytesOfHash } from '../codec/hash.js';
import { wtxid } from '../digests/transactionId.js';
import { merkleRoot } from '../crypto/merkleRoot.js';
import { sha256d } from '../crypto/sha256d.js';
import type { Transaction } from '../messages/transaction.js';

/** The block reward in satoshis: Bitcoin's initial 50 coins, at every height. Fees are not added. */
const SUBSIDY = 5_000_000_000n;

/** The outpoint of a coinbase's only input. */
const COINBASE_OUTPOINT = { hash: '0'.repeat(64), index: 0xffff_ffff };

/** BIP141's witness reserved value. It has no meaning yet; Bitcoin Core uses zeros. */
const RESERVED_VALUE = new Uint8Array(32);

/** Options of `coinbaseTransaction`. */
export interface CoinbaseOptions {
  height: number;
  /** Makes coinbases of the same height differ. At most 90 bytes. */
  extraNonce: Uint8Array;
  /** The locking script of the miner's output. */
  script: Uint8Array;
  /** The other transactions of the block. */
  transactions: readonly Transaction[];
}

/** The first transaction of a block: its height (BIP34), the subsidy, and the commitment to the block's witnesses (BIP141). */
export function coinbaseTransaction({ height, extraNonce, script, transactions }: CoinbaseOptions): Transaction {
  return {
    version: 2,
    inputs: [
      {
        previousOutput: COINBASE_OUTPOINT,
        script: Uint8Array.from([...pushOfHeight(height), extraNonce.length, ...extraNonce]),
        sequence: 0xffff_ffff,
        witness: [RESERVED_VALUE],
      },
    ],
    outputs: [
      { value: SUBSIDY, script },
      { value: 0n, script: witnessCommitment(transactions) },
    ],
    lockTime: 0,
  };
}

/** As Bitcoin Core's `CScript() << height`: OP_0, OP_1 to OP_16, else the shortest signed little-endian number. */
function pushOfHeight(height: number): number[] {
  if (height === 0) return [0];
  if (height <= 16) return [0x50 + height];
  const bytes: number[] = [];
  for (let rest = height; rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  if (bytes.at(-1)! >= 0x80) bytes.push(0);
  return [bytes.length, ...bytes];
}

/**
 * OP_RETURN, a push of 36 bytes, aa21a9ed, and the hash of the Merkle root of the wtxids (zeros for the coinbase) and the reserved value.
 */
function witnessCommitment(transactions: readonly Transaction[]): Uint8Array {
  const root = merkleRoot([new Uint8Array(32), ...transactions.map((each) => bytesOfHash(wtxid(each)))]);
  return Uint8Array.from([
    0x6a,
    0x24,
    0xaa,
    0x21,
    0xa9,
    0xed,
    ...sha256d(Uint8Array.from([...root, ...RESERVED_VALUE])),
  ]);
}
