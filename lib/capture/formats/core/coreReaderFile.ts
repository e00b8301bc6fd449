import type { Network } from '../../../networks/network.js';
import { CaptureError } from '../../captureError.js';
import type { BytesRecord, CaptureRecord } from '../../captureRecord.js';
import type { ChunkReader } from '../../files/chunkReaderFile.js';
import { CoreDecoder } from './coreDecoder.js';

type Direction = BytesRecord['direction'];

/** What Bitcoin Core calls the two files (net.cpp, CaptureMessageToFile). */
export const CORE_FILES: Readonly<Record<Direction, string>> = { received: 'msgs_recv.dat', sent: 'msgs_sent.dat' };

/**
 * Reads a node's files, both or one of them, as CoreDecoder merges them; of either a chunk at a time, when its next message is needed.
 * A file that is damaged counts as ended there, and the other is read on.
 *
 * @param onFileFault called with what is wrong with the rest of a file, behind the last record; throws it, or lets the reading end
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
      'the files of -capturemessages do not hold the name of their network: it has to be given',
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
      else if (!(await feed(decoder, files, damaged))) break;
    }
    for (const error of damaged) onFileFault(error);
  } finally {
    for (const file of files.values()) await file.return();
  }
}

/** Gives the decoder the bytes that it needs; false if it needs none. A file whose compressed data is damaged ends there. */
async function feed(
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
