export interface TimeLayout {
  /** Distance from the start of the line to 0, a moment or the end; throws for any other time. */
  readonly xOf: (ms: number) => number;
  readonly breaks: readonly { readonly middlePx: number; readonly lengthMs: number }[];
  readonly widthPx: number;
}

export function layoutTime(time: { momentsMs: readonly number[]; endMs: number; roomPx: number }): TimeLayout;
