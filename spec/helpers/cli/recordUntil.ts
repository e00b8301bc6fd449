import { runProgram, type RunResult } from './runProgram.js';

/**
 * Records the simulated node with the program, until `rxpeer replay --sent` of the recording prints what is asked for, however long that
 * takes.
 *
 * @param options further options of `rxpeer record`
 */
export function recordUntil(
  path: string,
  options: readonly string[],
  isEnough: (out: readonly string[]) => boolean,
): Promise<RunResult> {
  const network = options.includes('core') ? ['--network', 'bitcoin.regtest'] : [];
  const stopWhen = async (): Promise<boolean> => {
    // The last record may be incomplete while it is written. That is reported on stderr.
    const { out } = await runProgram(['replay', path, '--speed', 'max', '--sent', ...network]);
    return isEnough(out);
  };
  return runProgram(['record', '--simulate', '-o', path, ...options], { stopWhen });
}
