/** The kind of event that a mark on a curve represents. `monitor`: a monitor of another process has appeared, stopped or returned. */
export type EventKind = 'joined' | 'left' | 'failed' | 'block' | 'monitor';

/** An event that curves show as a mark. Texts are escaped. */
export interface EventMark {
  /** Number of the mark, 1 for the first; the order of the events. */
  readonly number: number;
  /** Time of day in milliseconds since 1970. For a block: the time of its first announcement. For several events: the time of the first. */
  readonly atMs: number;
  /** What has happened. */
  readonly kind: EventKind;
  /** A description of the event for people; at most 160 characters. */
  readonly text: string;
  /** Number of the peer; absent for several events. */
  readonly peer?: number;
  /** `host:port` of the peer; absent for several events. */
  readonly address?: string;
  /** The name of the monitor that has the connection, or that has changed; absent for this process. */
  readonly monitor?: string;
  /** Hash of the block. */
  readonly hash?: string;
  /** Height of the block, as one peer states it; absent while it is unknown. */
  readonly height?: number;
  /** The number of events, if the mark represents several of a burst. */
  readonly count?: number;
}

/** The marks of a range of time. */
export interface EventMarkRange {
  /** The marks in the order of their numbers. */
  readonly marks: readonly EventMark[];
  /** The number of marks of the range that are not in the answer. */
  readonly omitted: number;
}
