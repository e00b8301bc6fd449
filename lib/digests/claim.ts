import { toHex } from '../codec/hex.js';
import { plainBytes } from '../codec/reader.js';
import { textOfBytes } from '../codec/text.js';
import { Writer } from '../codec/writer.js';
import { hash160 } from '../crypto/hash160.js';
import type { OutPoint } from '../messages/transaction.js';
import { bytesOfHash } from '../codec/hash.js';

/**
 * What an output does in LBRY's claim trie. `name` is text, what is no UTF-8 in it escaped so that nothing is lost
 * (`bytesOfText` gives the bytes back); `claimId` 40 hex digits as LBRY shows them, the script's 20 bytes reversed; `value`
 * a window on the script.
 */
export type Claim =
  | { kind: 'claim'; name: string; value: Uint8Array }
  | { kind: 'update'; name: string; claimId: string; value: Uint8Array }
  | { kind: 'support'; name: string; claimId: string; value?: Uint8Array };

/**
 * The claim, update or support before an ordinary output script; undefined where there is none, or a malformed one.
 *
 * As lbcd reads it (txscript/nameclaim.go ExtractClaimScript): an opcode that pushes no bytes of its own, OP_1 to OP_16 too,
 * stands for an empty name or value; a name has at most 255 bytes; the value of a support is not empty. Never throws.
 */
export function claimOf(script: Uint8Array): Claim | undefined {
  return claimPrefix(plainBytes(script))?.claim;
}

/** The ordinary output script behind the claim, a window on the script; the script itself where there is no claim. */
export function withoutClaim(script: Uint8Array): Uint8Array {
  const prefix = claimPrefix(plainBytes(script));
  return prefix === undefined ? script : plainBytes(script).subarray(prefix.length);
}

/**
 * The id of the claim that was made by this output, as LBRY shows it: hash160 of the txid as on the wire and the index as
 * u32 big-endian, reversed (lbcd, claimtrie/change/claimid.go NewClaimID).
 */
export function claimIdOf({ hash, index }: OutPoint): string {
  const writer = new Writer(0);
  writer.bytes(bytesOfHash(hash));
  writer.u16be(index >>> 16);
  writer.u16be(index & 0xffff);
  return toHex(hash160(writer.finish()).reverse());
}

const OP_CLAIMNAME = 0xb5;
const OP_SUPPORTCLAIM = 0xb6;
const OP_UPDATECLAIM = 0xb7;
const OP_PUSHDATA1 = 0x4c;
const OP_PUSHDATA4 = 0x4e;
const OP_2DROP = 0x6d;
const OP_DROP = 0x75;

/** lbcd's MaxClaimNameSize (txscript/nameclaim.go). */
const MAX_NAME_BYTES = 255;
const CLAIM_ID_BYTES = 20;

function claimPrefix(script: Uint8Array): { claim: Claim; length: number } | undefined {
  const [kind, nameStep, third, fourth, fifth, sixth] = firstSteps(script, 6);
  if (kind === undefined || nameStep === undefined || nameStep.data.length > MAX_NAME_BYTES) return undefined;
  const name = textOfBytes(nameStep.data);
  if (kind.opcode === OP_CLAIMNAME) {
    if (third === undefined || fourth?.opcode !== OP_2DROP || fifth?.opcode !== OP_DROP) return undefined;
    return { claim: { kind: 'claim', name, value: third.data }, length: fifth.end };
  }
  if (third?.data.length !== CLAIM_ID_BYTES) return undefined;
  const claimId = toHex(third.data.slice().reverse());
  if (kind.opcode === OP_SUPPORTCLAIM && fourth?.opcode === OP_2DROP) {
    if (fifth?.opcode !== OP_DROP) return undefined;
    return { claim: { kind: 'support', name, claimId }, length: fifth.end };
  }
  if (fourth === undefined || fifth?.opcode !== OP_2DROP || sixth?.opcode !== OP_2DROP) return undefined;
  const value = fourth.data;
  if (kind.opcode === OP_UPDATECLAIM) return { claim: { kind: 'update', name, claimId, value }, length: sixth.end };
  if (kind.opcode !== OP_SUPPORTCLAIM || value.length === 0) return undefined;
  return { claim: { kind: 'support', name, claimId, value }, length: sixth.end };
}

interface Step {
  opcode: number;
  /** What it pushes, a window on the script; empty for an opcode that is no push of bytes. */
  data: Uint8Array;
  /** Where the next one begins. */
  end: number;
}

/** The first steps of a script, as many as are whole. */
function firstSteps(script: Uint8Array, count: number): Step[] {
  const steps: Step[] = [];
  for (let offset = 0; steps.length < count && offset < script.length;) {
    const step = stepAt(script, offset);
    if (step === undefined) break;
    steps.push(step);
    offset = step.end;
  }
  return steps;
}

function stepAt(script: Uint8Array, offset: number): Step | undefined {
  const opcode = script[offset]!;
  let start = offset + 1;
  let length = opcode < OP_PUSHDATA1 ? opcode : 0;
  if (opcode >= OP_PUSHDATA1 && opcode <= OP_PUSHDATA4) {
    const lengthBytes = 2 ** (opcode - OP_PUSHDATA1);
    if (start + lengthBytes > script.length) return undefined;
    for (let i = lengthBytes - 1; i >= 0; i--) length = length * 256 + script[start + i]!;
    start += lengthBytes;
  }
  if (start + length > script.length) return undefined;
  return { opcode, data: script.subarray(start, start + length), end: start + length };
}
