import { LocalProtocolError } from './errors.js';

/** setTimeout's longest: a longer delay would fire at once. */
export const MAX_DELAY_MS = 0x7fff_ffff;

/** Names a number option that is out of range; undefined means the default and is let by. */
export function requireInteger(option: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  invalidOption(option, `integer from ${min} to ${max} expected, got ${String(value)}`);
}

/** Errors with LocalProtocolError `INVALID_OPTION`: the option's name, what was got, what is allowed. */
export function invalidOption(option: string, fact: string): never {
  throw new LocalProtocolError('INVALID_OPTION', fact, option);
}
