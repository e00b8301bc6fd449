import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import type { ChunkReader } from '../../files/chunkReaderFile.js';
import { CoreDecoder } from './coreDecoder.js';

type Direction = BytesRecord['direction'];

/** The names of the two files (Bitcoin Core, net.cpp, CaptureMessageToFile). */
export const CORE_FILES: Readonly<Record<Direction, string>> = { received: 'msgs_recv.dat', sent: 'msgs_sent.dat' };

/**
 * Reads one or both of a node's files and merges them by CoreDecoder. Reads a chunk of a file when its next message is needed. A damaged
 * file ends at the damage, and the other file is read to its end.
 *
 * @param onFileFault called after the last record with the error that ended a file; rethrows it, or returns to end the reading normally
 */
export async function* readCoreFiles(
  paths: ReadonlyMap<Direction, string>,
  reader: ChunkReader,
  { network, address }: { network?: Network | undefined; address?: string | undefined },
  onFileFault: (error: unknown) => void,
): AsyncGenerator<CaptureRecord, void> {
  if (network === undefined) {
    throw new CaptureError(
      'NETWORK_UNKNOWN',
      'the files of -capturemessages do not name their network: give it by the option network',
    );
  }
  const decoder = new CoreDecoder({ network, address });
  const files = new Map<Direction, AsyncGenerator<Uint8Array, void>>();
  for (const [direction, path] of paths) files.set(direction, reader.chunks(path));
  const damaged: CaptureError[] = [];
  try {
    for (;;) {
      let record: CaptureRecord | undefined;
      try {
        record = decoder.next();
      } catch (error) {
        onFileFault(error);
        continue;
      }
      if (record !== undefined) yield record;
      else if (!(await pushNeededChunk(decoder, files, damaged))) break;
    }
    for (const error of damaged) onFileFault(error);
  } finally {
    for (const file of files.values()) await file.return();
  }
}

/** Pushes the chunk that the decoder needs; false if it needs none. A file whose compressed data is damaged ends there. */
async function pushNeededChunk(
  decoder: CoreDecoder,
  files: ReadonlyMap<Direction, AsyncGenerator<Uint8Array, void>>,
  damaged: CaptureError[],
): Promise<boolean> {
  const direction = decoder.neededDirection;
  if (direction === undefined) return false;
  try {
    const result = await files.get(direction)?.next();
    if (result === undefined || result.done === true) decoder.end(direction);
    else decoder.push(direction, result.value);
  } catch (error) {
    if (!(error instanceof CaptureError) || error.code === 'FILE_FAILED') throw error;
    damaged.push(error);
    decoder.end(direction);
  }
  return true;
}
