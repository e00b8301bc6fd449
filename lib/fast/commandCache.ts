import { u32leAt } from '../codec/numbersAt.js';
import { commandOf } from '../frame/header.js';

/**
 * `FrameFunctions.readCommand`: `commandOf` with a cache by the twelve bytes. A string from the cache also has its hash code computed,
 * which the look-up of the message definition needs. A slot holds one command; a later command in the same slot replaces it. So at most
 * 256 short strings are stored, for any input.
 */
export function cachedCommand(bytes: Uint8Array, offset: number): string | undefined {
  const a = u32leAt(bytes, offset);
  const b = u32leAt(bytes, offset + 4);
  const c = u32leAt(bytes, offset + 8);
  const slot = slotOf(a, b, c);
  const cached = slots[slot];
  if (cached?.a === a && cached.b === b && cached.c === c) return cached.command;
  const command = commandOf(bytes, offset);
  if (command !== undefined) slots[slot] = { a, b, c, command };
  return command;
}

interface CachedCommand {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly command: string;
}

const SLOT_BITS = 8;
const slots = new Array<CachedCommand | undefined>(1 << SLOT_BITS).fill(undefined);

function slotOf(a: number, b: number, c: number): number {
  return Math.imul(a ^ Math.imul(b, 0x2c1b_3c6d) ^ Math.imul(c, 0x297a_2d39), 0x9e37_79b1) >>> (32 - SLOT_BITS);
}
