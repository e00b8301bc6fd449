import { fromHex } from '../codec/hex.js';
import { bytesOfText } from '../codec/text.js';
import type { Claim } from '../digests/claim.js';

/**
 * The script of an output that claims a name, updates a claim or supports one, followed by the output's locking script. `claimOf` parses
 * it. Source: lbcd, txscript/nameclaim.go.
 */
export function claimScript(claim: Claim, lockingScript: Uint8Array): Uint8Array {
  const parts = [push(bytesOfText(claim.name))];
  if (claim.kind !== 'claim') parts.push(push(fromHex(claim.claimId).reverse()));
  if (claim.value !== undefined) parts.push(push(claim.value));
  const drops = parts.length === 3 ? [OP_2DROP, OP_2DROP] : [OP_2DROP, OP_DROP];
  return Uint8Array.from([OPCODES[claim.kind], ...parts.flat(), ...drops, ...lockingScript]);
}

const OPCODES = { claim: 0xb5, support: 0xb6, update: 0xb7 } as const;
const OP_2DROP = 0x6d;
const OP_DROP = 0x75;

/** Pushes at most 75 bytes: the opcode is the length. */
function push(bytes: Uint8Array): number[] {
  return [bytes.length, ...bytes];
}
