/** The fields of text that a search can name. */
export type TextField =
  'agent' | 'address' | 'monitor' | 'service' | 'feature' | 'group' | 'last' | 'transport' | 'direction' | 'reason';

/** The fields of numbers that a search can name. */
export type NumberField =
  'rtt' | 'height' | 'version' | 'received' | 'sent' | 'age' | 'clock' | 'faults' | 'missed' | 'id';

/** The flags that a search can test with `is:`. */
export const FLAGS = [
  'slow',
  'clock',
  'faulty',
  'silent',
  'old',
  'height',
  'outlier',
  'disagree',
  'pinned',
  'avoided',
] as const;

/** The name of a flag. */
export type Flag = (typeof FLAGS)[number];

/** A connected or ended peer as a search sees it. */
export interface SearchedPeer {
  /** The values of each field of text; none if it is unknown. */
  readonly text: Readonly<Partial<Record<TextField, readonly string[]>>>;
  /** The value of each field of numbers, in the unit of the field: milliseconds, bytes, seconds for `clock`. Absent if it is unknown. */
  readonly number: Readonly<Partial<Record<NumberField, number | undefined>>>;
  /** The flags that apply to the peer. */
  readonly flags: ReadonlySet<Flag>;
}
