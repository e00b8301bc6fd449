import { toHex } from '../codec/hex.js';
import { plainBytes } from '../codec/reader.js';
import { textOfBytes } from '../codec/text.js';
import { Writer } from '../codec/writer.js';
import { hash160 } from '../crypto/hash160.js';
import type { OutPoint } from '../messages/transaction.js';
import { bytesOfHash } from '../codec/hash.js';

/** The operation of an output in LBRY's claim trie. */
export type Claim = NewClaim | ClaimUpdate | ClaimSupport;

/** A new claim. `claimIdOf` computes its id from the outpoint. */
export interface NewClaim {
  /** Discriminant of `Claim`. */
  kind: 'claim';
  /** Name of the claim, at most 255 bytes. Each byte that is not UTF-8 is represented by a character from U+DC80 to U+DCFF. */
  name: string;
  /** Value of the claim: a view of the script, not a copy. */
  value: Uint8Array;
}

/** A new value for an existing claim. */
export interface ClaimUpdate {
  /** Discriminant of `Claim`. */
  kind: 'update';
  /** Name of the claim, as in NewClaim. */
  name: string;
  /** Id of the claim: 40 hex digits as LBRY shows them, which is the reverse of the script's 20 bytes. */
  claimId: string;
  /** New value of the claim: a view of the script, not a copy. */
  value: Uint8Array;
}

/** A support: it adds the amount of the output to an existing claim. */
export interface ClaimSupport {
  /** Discriminant of `Claim`. */
  kind: 'support';
  /** Name of the claim, as in NewClaim. */
  name: string;
  /** Id of the claim, as in ClaimUpdate. */
  claimId: string;
  /** Value of the support: a view of the script, not a copy. Absent in the form without a value; never empty. */
  value?: Uint8Array;
}

/**
 * The claim, update or support at the start of an output script; undefined if there is none or it is malformed. Never throws.
 *
 * Rules of lbcd (txscript/nameclaim.go ExtractClaimScript): an opcode that pushes no bytes (this includes OP_1 to OP_16) represents an
 * empty name or value; a name has at most 255 bytes; the value of a support is not empty.
 */
export function claimOf(script: Uint8Array): Claim | undefined {
  return claimPrefix(plainBytes(script))?.claim;
}

/** The output script after the claim, as a view of the script; the script itself if it has no claim. */
export function withoutClaim(script: Uint8Array): Uint8Array {
  const prefix = claimPrefix(plainBytes(script));
  return prefix === undefined ? script : plainBytes(script).subarray(prefix.length);
}

/**
 * The id of the claim that this output created, as 40 hex digits: hash160 of the txid in wire order and the index as u32 big-endian,
 * reversed (lbcd, claimtrie/change/claimid.go NewClaimID).
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
  /** The pushed bytes, a view of the script; empty for an opcode that does not push bytes. */
  data: Uint8Array;
  /** Offset of the next step in the script. */
  end: number;
}

/** The first `count` steps of a script, fewer if one is incomplete. */
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
