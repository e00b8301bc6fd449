import { statSync } from 'node:fs';
import type { Network } from '../networks/network.js';
import { MAX_PLAYBACK_SPEED, MIN_PLAYBACK_SPEED } from '../dashboard/protocol/playback.js';
import { UsageError } from './arguments.js';

/** How a recording is played. */
export interface PlaybackArguments {
  /** The recording: a file, or a folder. */
  readonly path: string;
  /** Play the connections of this network. Undefined: the network of the first connection. */
  readonly network?: Network | undefined;
  /** Seconds of the recording per second. */
  readonly speed: number;
  /** Begin paused. */
  readonly isPaused: boolean;
  /** Where to begin; undefined: at the start. */
  readonly at?: PlaybackTime | undefined;
}

/** A time of a recording, in milliseconds: since 1970, or since its start. */
export type PlaybackTime = { readonly wallMs: number } | { readonly sinceStartMs: number };

/** The options of a playback. */
export const PLAYBACK_OPTIONS = {
  speed: { type: 'string' },
  paused: { type: 'boolean' },
  at: { type: 'string' },
} as const;

interface PlaybackValues {
  readonly speed?: string | undefined;
  readonly paused?: boolean | undefined;
  readonly at?: string | undefined;
}

/**
 * The recording among the arguments; undefined if they name none.
 *
 * Throws UsageError, including for options that only make sense with a recording, or only without one.
 *
 * @param excluded the given options that choose peers, or what to do with them
 */
export function parsePlaybackArguments(
  values: PlaybackValues,
  positionals: readonly string[],
  network: Network | undefined,
  excluded: readonly string[],
): PlaybackArguments | undefined {
  if (positionals.includes('-')) {
    throw new UsageError('-: expected a file, because a recording on standard input cannot be read again to go back');
  }
  const path = positionals.find(isRecording);
  if (path === undefined) {
    const given = Object.keys(PLAYBACK_OPTIONS).find((name) => values[name as keyof PlaybackValues] !== undefined);
    if (given === undefined) return undefined;
    throw new UsageError(`--${given}: expected a FILE to play, too`);
  }
  const others = positionals.filter((_, i) => i !== positionals.indexOf(path)).map((each) => JSON.stringify(each));
  const [first] = [...excluded, ...others];
  if (first !== undefined) {
    throw new UsageError(`${JSON.stringify(path)} and ${first} exclude each other: a recording is shown alone`);
  }
  return {
    path,
    network,
    speed: parseSpeed(values.speed),
    isPaused: values.paused ?? false,
    at: parseTime(values.at),
  };
}

/** A name that ends like a recording is meant as one, even if there is no such file: the error is then about the file. */
const RECORDING_NAME = /\.(rxcap|pcap|pcapng|cap|dat|tsv)(\.gz)?$/i;

function isRecording(text: string): boolean {
  if (RECORDING_NAME.test(text)) return true;
  const found = statSync(text, { throwIfNoEntry: false });
  // A folder only with a slash: a folder may have the name of a host.
  return found !== undefined && (found.isFile() || (found.isDirectory() && /[/\\]/.test(text)));
}

function parseSpeed(text: string | undefined): number {
  if (text === undefined) return 1;
  const speed = Number(text);
  if (/^\d{1,4}(\.\d+)?$/.test(text) && speed >= MIN_PLAYBACK_SPEED && speed <= MAX_PLAYBACK_SPEED) return speed;
  throw new UsageError(
    `--speed: expected a number from ${MIN_PLAYBACK_SPEED} to ${MAX_PLAYBACK_SPEED}, got ${JSON.stringify(text)}`,
  );
}

/** Seconds since the start of the recording, or a date with a time: without an offset it is UTC, as in the lines of `replay`. */
function parseTime(text: string | undefined): PlaybackTime | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,10}(\.\d+)?$/.test(text)) return { sinceStartMs: Number(text) * 1000 };
  const [, date, time, zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? [];
  const wallMs = Date.parse(`${date}T${time}${zone}`);
  if (Number.isFinite(wallMs)) return { wallMs };
  throw new UsageError(
    `--at: expected seconds since the start of the recording, or a time in UTC such as 2026-01-31T12:00:00Z, got ${JSON.stringify(text)}`,
  );
}
