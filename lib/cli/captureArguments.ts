import type { Network } from '../networks/network.js';
import { countOf, networkOf, UsageError } from './arguments.js';
import { HELP_OPTION } from './watchArguments.js';

/** Which recording to read, and which of its connections. */
export interface CaptureArguments {
  readonly path: string;
  readonly network?: Network | undefined;
  /** The connection's number in the recording. */
  readonly session?: number | undefined;
}

/** The options by which a command is told what to read. */
export const CAPTURE_OPTIONS = { ...HELP_OPTION, network: { type: 'string' }, peer: { type: 'string' } } as const;

export function readCaptureArguments(
  values: { network?: string | undefined; peer?: string | undefined },
  positionals: readonly string[],
): CaptureArguments {
  const [path, second] = positionals;
  if (path === undefined) throw new UsageError('a FILE is missing');
  if (second !== undefined) throw new UsageError(`one FILE expected, got ${JSON.stringify(second)}, too`);
  return {
    path: path === '-' ? '/dev/stdin' : path,
    network: networkOf(values.network),
    session: countOf('--peer', values.peer),
  };
}
