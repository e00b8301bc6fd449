import { bytesOfHash } from '../codec/hash.js';
import { wtxid } from '../digests/transactionId.js';
import { merkleRoot } from '../crypto/merkleRoot.js';
import { sha256d } from '../crypto/sha256d.js';
import type { Transaction } from '../messages/transaction.js';

/** What a block gives its miner, in satoshis: Bitcoin's first 50 coins, at every height. Fees are claimed by nobody. */
const SUBSIDY = 5_000_000_000n;

/** The one input of a coinbase spends no output. */
const NO_OUTPUT = { hash: '0'.repeat(64), index: 0xffff_ffff };

/** BIP141: the witness reserved value; its meaning is left to later rules, Bitcoin Core takes zeros. */
const RESERVED_VALUE = new Uint8Array(32);

export interface CoinbaseOptions {
  height: number;
  /** Makes the coinbases of one height differ: at most 90 bytes. */
  extraNonce: Uint8Array;
  /** What the miner's output is locked by. */
  script: Uint8Array;
  /** The rest of the block. */
  transactions: readonly Transaction[];
}

/** The first transaction of a block: its height (BIP34), the subsidy, and the commitment to the block's witnesses (BIP141). */
export function coinbaseOf({ height, extraNonce, script, transactions }: CoinbaseOptions): Transaction {
  return {
    version: 2,
    inputs: [
      {
        previousOutput: NO_OUTPUT,
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

/** Bitcoin Core, `CScript() << height`: OP_0, OP_1 to OP_16, else the shortest signed number, low byte first. */
function pushOfHeight(height: number): number[] {
  if (height === 0) return [0];
  if (height <= 16) return [0x50 + height];
  const bytes: number[] = [];
  for (let rest = height; rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  if (bytes.at(-1)! >= 0x80) bytes.push(0);
  return [bytes.length, ...bytes];
}

/** OP_RETURN, 36 bytes, aa21a9ed, then the hash over the root of the wtxids (the coinbase's own counts as zeros) and the reserved value. */
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
