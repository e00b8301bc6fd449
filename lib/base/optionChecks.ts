import { show } from './show.js';
import { LocalProtocolError } from './errors.js';
import { parseHostPort } from './hostPort.js';

/** The longest delay of setTimeout, about 24.8 days: a longer one fires at once. */
export const MAX_DELAY_MS = 0x7fff_ffff;

// Each check accepts undefined, which means the default.

/** Errors unless the value is an integer from `min` to `max`. */
export function requireInteger(option: string, value: number | undefined, min: number, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return;
  invalidOption(option, `integer from ${min} to ${max} expected, got ${show(value)}`);
}

/** Errors unless the value is a boolean: the text 'false' would count as true. */
export function requireBoolean(option: string, value: unknown): void {
  if (value === undefined || typeof value === 'boolean') return;
  invalidOption(option, `true or false expected, got ${show(value)}`);
}

/** Errors unless the value is a function. */
export function requireFunction(option: string, value: unknown): void {
  if (value === undefined || typeof value === 'function') return;
  invalidOption(option, `function expected, got ${show(value)}`);
}

/** Errors unless the value is a non-empty text. */
export function requireText(option: string, value: unknown): void {
  if (value === undefined || (typeof value === 'string' && value !== '')) return;
  invalidOption(option, `text expected, got ${show(value)}`);
}

/** Errors unless the value is an array. For a single text the error shows how to write it as an array. */
export function requireArray(option: string, value: unknown): void {
  if (value === undefined || Array.isArray(value)) return;
  const hint = typeof value === 'string' ? `: write [${show(value)}]` : '';
  invalidOption(option, `array expected, got ${show(value)}${hint}`);
}

/** Errors unless the value is a host without a port: the port is a separate option. */
export function requireHost(option: string, value: unknown): void {
  if (value === undefined) return;
  if (typeof value !== 'string' || value === '') invalidOption(option, `name or address expected, got ${show(value)}`);
  if (value.includes('://')) invalidOption(option, `name or address expected, got the URL ${show(value)}`);
  const isBracketed = value.startsWith('[');
  const parsed = isBracketed || /^[^:]+:\d+$/.test(value) ? parseHostPort(value, 1) : undefined;
  if (parsed === undefined) return;
  const port = /:(\d+)$/.exec(isBracketed ? value.slice(value.indexOf(']')) : value)?.[1];
  const hint = port === undefined ? `host: ${show(parsed.host)}` : `host: ${show(parsed.host)}, port: ${port}`;
  invalidOption(option, `name or address without a port or brackets expected, got ${show(value)}: write ${hint}`);
}

/** Errors unless the value is an object. */
export function requireOptions(value: unknown): void {
  if (typeof value === 'object' && value !== null) return;
  invalidOption('options', `object with options expected, got ${show(value)}`);
}

/** Throws LocalProtocolError `INVALID_OPTION` with the name of the option and a text of the form "… expected, got …". */
export function invalidOption(option: string, fact: string): never {
  throw new LocalProtocolError('INVALID_OPTION', fact, option);
}
