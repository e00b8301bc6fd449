/** The codes of errors that one metric distinguishes; further ones are the label `other`. */
export const MAX_CODES = 100;
/** The commands that the traffic metrics distinguish; further ones are the label `unknown`. */
export const MAX_COMMANDS = 200;

/** Values of a label that this library or a network definition chooses. */
const PLAIN_TEXT = /^[A-Za-z][\w]{0,39}$/;

/**
 * The values of one label. The first `max` different ones are kept, and only those of up to 40 letters, digits and underscores; any other becomes
 * `rest`. So a label is bounded even if the values come from another process.
 */
export class BoundedValues {
  private readonly values = new Set<string>();

  constructor(
    private readonly max: number,
    /** The value of the label for everything that is not kept. */
    private readonly rest: string,
  ) {}

  /** The value of the label. */
  of(value: string): string {
    if (this.values.has(value)) return value;
    if (this.values.size >= this.max || !PLAIN_TEXT.test(value)) return this.rest;
    this.values.add(value);
    return value;
  }
}
