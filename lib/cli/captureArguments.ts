import type { Network } from '../networks/network.js';
import { parseCount, parseNetwork, UsageError } from './arguments.js';
import { HELP_OPTION } from './watchArguments.js';

/** Which recording to read, and which of its connections. */
export interface CaptureArguments {
  readonly path: string;
  /** The network, for recordings that do not name it. */
  readonly network?: Network | undefined;
  /** The number of the connection in the recording; undefined: all for replay, the first for marbles. */
  readonly session?: number | undefined;
}

/** The options that choose what to read from a recording. */
export const CAPTURE_OPTIONS = { ...HELP_OPTION, network: { type: 'string' }, peer: { type: 'string' } } as const;

/** Throws UsageError. */
export function parseCaptureArguments(
  values: { network?: string | undefined; peer?: string | undefined },
  positionals: readonly string[],
): CaptureArguments {
  const [path, second] = positionals;
  if (path === undefined) throw new UsageError('missing FILE: name the recording to read, or - for standard input');
  if (second !== undefined) throw new UsageError(`expected one FILE, got a second one: ${JSON.stringify(second)}`);
  return {
    path: path === '-' ? '/dev/stdin' : path,
    network: parseNetwork(values.network),
    session: parseCount('--peer', values.peer),
  };
}
