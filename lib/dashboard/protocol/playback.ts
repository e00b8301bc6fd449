/** The slowest speed of a playback. */
export const MIN_PLAYBACK_SPEED = 0.1;
/** The fastest speed of a playback. A seek is faster: it does not wait at all. */
export const MAX_PLAYBACK_SPEED = 1000;
/** The number of marks that a playback has at most; if a recording has more, marks near another mark are left out. */
export const MAX_PLAYBACK_MARKS = 400;
/** The number of different notices that a playback keeps; later ones are dropped. */
export const MAX_PLAYBACK_NOTICES = 10;

/** An event that the slider shows at its time. */
export interface PlaybackMark {
  /**
   * - `opened`: a connection was opened.
   * - `closed`: a connection was closed by one of its ends.
   * - `fault`: a connection ended with an error.
   * - `gap`: nothing was recorded from here for at least 10 minutes.
   */
  readonly kind: 'opened' | 'closed' | 'fault' | 'gap';
  /** Time of day in milliseconds since 1970, with fractions. */
  readonly atMs: number;
}

/** The state of a playback. All times are times of day of the recording, in milliseconds since 1970, with fractions. */
export interface PlaybackState {
  /** `recording`: a file, which has an end. `history`: the stream of a NATS server, whose end is now. */
  readonly kind: 'recording' | 'history';
  /** What is played, for people: the name of the file, or the server. At most 200 characters; control characters are escaped. */
  readonly title: string;
  /** Counts the passes from 1. A new number means that all earlier data belong to another pass: drop them. */
  readonly run: number;
  /** The earliest time to which `seek` can go. */
  readonly fromMs: number;
  /** The latest time to which `seek` can go. */
  readonly toMs: number;
  /** False while `toMs` and `marks` still grow: the end of a recording is not read yet, or the source is a history, which has no end. */
  readonly isComplete: boolean;
  /** The time that is shown. */
  readonly atMs: number;
  /** Seconds of the recording per second; MIN_PLAYBACK_SPEED to MAX_PLAYBACK_SPEED. */
  readonly speed: number;
  /** True while time passes. A seek does not change it: afterwards the playback continues, or stays paused, as before. */
  readonly isPlaying: boolean;
  /** True while a seek reads on to its time. */
  readonly isSeeking: boolean;
  /** The time to which the seek goes; absent without one. */
  readonly seekToMs?: number;
  /** True if everything was played. `play` then begins again from the start of a recording. */
  readonly isAtEnd: boolean;
  /**
   * Notices about data that could not be read, and the consequences for the page; at most MAX_PLAYBACK_NOTICES texts of 300 characters,
   * escaped.
   */
  readonly notices: readonly string[];
  /** At most MAX_PLAYBACK_MARKS, in the order of time; none for a history. The same array until it changes. */
  readonly marks: readonly PlaybackMark[];
}

/** Program to page: the state, with the marks only if they have changed since the last one to this page. */
export type PlaybackUpdate = Omit<PlaybackState, 'marks'> & Partial<Pick<PlaybackState, 'marks'>>;

/** A request of a page to the playback. */
export type PlaybackRequest =
  | {
      /** Distinguishes the kinds of request. */
      readonly kind: 'playback';
      /** Let time pass, or stop it. */
      readonly action: 'play' | 'pause';
    }
  | {
      /** Distinguishes the kinds of request. */
      readonly kind: 'playback';
      /** Set the speed. */
      readonly action: 'speed';
      /** MIN_PLAYBACK_SPEED to MAX_PLAYBACK_SPEED. */
      readonly speed: number;
    }
  | {
      /** Distinguishes the kinds of request. */
      readonly kind: 'playback';
      /** Show another time. */
      readonly action: 'seek';
      /** Time of day in milliseconds since 1970; a time outside of `fromMs` to `toMs` means the nearest of the two. */
      readonly atMs: number;
    };
