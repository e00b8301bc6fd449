export interface TimeLayout {
  /** Of 0, of a moment, of the end: from the beginning of the line; errors for any other time. */
  readonly xOf: (ms: number) => number;
  readonly breaks: readonly { readonly middlePx: number; readonly lengthMs: number }[];
  readonly widthPx: number;
}

export function layoutTime(time: { momentsMs: readonly number[]; endMs: number; roomPx: number }): TimeLayout;
