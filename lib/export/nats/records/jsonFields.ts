import { show } from '../../../base/show.js';
import { fromHex } from '../../../codec/hex.js';
import { NatsError } from '../natsError.js';

/** The greatest number of characters of a text in an event. */
const MAX_TEXT_CHARACTERS = 20_000;
/** The greatest time of an ECMAScript Date. No count in an event comes near it. */
const MAX_NUMBER = 8.64e15;
const MAX_U64 = 0xffff_ffff_ffff_ffffn;

/**
 * Reads the fields of a JSON object from an untrusted publisher. Errors with NatsError `BAD_PAYLOAD`, naming the field, if one
 * is missing or of another type.
 */
export class JsonFields {
  private readonly fields: Readonly<Record<string, unknown>>;

  constructor(
    value: unknown,
    private readonly path = 'event',
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) this.fail('', 'object', value);
    this.fields = value as Record<string, unknown>;
  }

  has(name: string): boolean {
    return Object.hasOwn(this.fields, name) && this.fields[name] !== undefined;
  }

  names(): string[] {
    return Object.keys(this.fields);
  }

  text(name: string): string {
    const value = this.valueOf(name);
    if (typeof value !== 'string' || value.length > MAX_TEXT_CHARACTERS)
      this.fail(name, `text of at most ${MAX_TEXT_CHARACTERS} characters`, value);
    return value;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const value = this.valueOf(name);
    if (!values.includes(value as T)) this.fail(name, values.join(' or '), value);
    return value as T;
  }

  /** A number that can be the time of a Date, so that formatting it cannot fail. */
  number(name: string): number {
    const value = this.valueOf(name);
    if (typeof value !== 'number' || !(Math.abs(value) <= MAX_NUMBER)) this.fail(name, 'number', value);
    return value;
  }

  boolean(name: string): boolean {
    const value = this.valueOf(name);
    if (typeof value !== 'boolean') this.fail(name, 'true or false', value);
    return value;
  }

  /** An integer of 64 bits, as decimal digits. */
  bigint(name: string): bigint {
    const value = this.valueOf(name);
    if (typeof value !== 'string' || !/^\d{1,20}$/.test(value) || BigInt(value) > MAX_U64)
      this.fail(name, 'decimal digits of a number of 64 bits', value);
    return BigInt(value);
  }

  /** Bytes, as hex digits. */
  bytes(name: string): Uint8Array {
    const text = this.text(name);
    if (!/^(?:[0-9a-f]{2})*$/.test(text)) this.fail(name, 'an even number of hex digits', text);
    return fromHex(text);
  }

  /** The code of an error. It is compared and counted, so arbitrary texts are not allowed. */
  code(name: string): string {
    const value = this.valueOf(name);
    if (typeof value !== 'string' || !/^[A-Z][A-Z0-9_]{0,39}$/.test(value)) this.fail(name, 'a code', value);
    return value;
  }

  object(name: string): JsonFields {
    return new JsonFields(this.valueOf(name), `${this.path}/${name}`);
  }

  optionalNumber(name: string): number | undefined {
    return this.has(name) ? this.number(name) : undefined;
  }

  optionalText(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  optionalBigint(name: string): bigint | undefined {
    return this.has(name) ? this.bigint(name) : undefined;
  }

  fail(name: string, expected: string, value: unknown): never {
    throw new NatsError(
      'BAD_PAYLOAD',
      `${this.path}${name === '' ? '' : `/${name}`}: ${expected} expected, got ${show(value)}`,
    );
  }

  private valueOf(name: string): unknown {
    return this.has(name) ? this.fields[name] : undefined;
  }
}
