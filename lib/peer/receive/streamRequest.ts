import { requireStreamOptions, type StreamOptions } from '../../iterable/streamOptions.js';
import type { Network } from '../../networks/network.js';
import { requireCommand } from './commandStreams.js';

/** The arguments of `stream()`. */
export interface StreamRequest {
  /** Undefined: all messages. */
  readonly command: string | undefined;
  readonly options: StreamOptions;
}

/**
 * Reads the arguments of `stream(command, options)` or `stream(options)`.
 *
 * Errors with LocalProtocolError `UNKNOWN_COMMAND` for a command that the network's table does not have, and with `INVALID_OPTION`.
 *
 * @param canPause false if the messages come from another machine, so that `overflow: 'pause'` is not possible
 */
export function streamRequest(
  network: Network,
  first: string | StreamOptions | undefined,
  second: StreamOptions | undefined,
  canPause: boolean,
): StreamRequest {
  const command = typeof first === 'string' ? first : undefined;
  if (command !== undefined) requireCommand(network, command);
  // A copy: the caller may change its object later.
  const options = { ...(typeof first === 'string' ? second : first) } as StreamOptions;
  requireStreamOptions(options, canPause);
  return { command, options };
}
