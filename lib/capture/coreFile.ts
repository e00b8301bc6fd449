import type { Network } from '../networks/network.js';
import { CaptureError } from './captureError.js';
import type { BytesRecord, CaptureRecord } from './captureRecord.js';
import type { ChunkReader } from './chunksFile.js';
import { CoreDecoder } from './coreDecoder.js';

type Direction = BytesRecord['direction'];

/** What Bitcoin Core calls the two files (net.cpp, CaptureMessageToFile). */
export const CORE_FILES: Readonly<Record<Direction, string>> = { received: 'msgs_recv.dat', sent: 'msgs_sent.dat' };

/**
 * Reads a node's files, both or one of them, as CoreDecoder merges them; of either a chunk at a time, when its next message is needed.
 *
 * @param tell is given what is wrong with the rest of a file; throws it, or lets the reading end
 */
export async function* readCoreFiles(
  paths: ReadonlyMap<Direction, string>,
  reader: ChunkReader,
  { network, address }: { network?: Network | undefined; address?: string | undefined },
  tell: (error: unknown) => void,
): AsyncGenerator<CaptureRecord, void> {
  if (network === undefined) {
    throw new CaptureError('NETWORK_UNKNOWN', 'the files of -capturemessages do not tell their network');
  }
  const decoder = new CoreDecoder({ network, address });
  const files = new Map<Direction, AsyncGenerator<Uint8Array, void>>();
  for (const [direction, path] of paths) files.set(direction, reader.chunks(path));
  try {
    for (;;) {
      let record: CaptureRecord | undefined;
      try {
        record = decoder.next();
      } catch (error) {
        tell(error);
        continue;
      }
      if (record !== undefined) yield record;
      else if (!(await feed(decoder, files))) return;
    }
  } finally {
    for (const file of files.values()) await file.return();
  }
}

/** Gives the decoder what it waits for; false where it waits for nothing. */
async function feed(
  decoder: CoreDecoder,
  files: ReadonlyMap<Direction, AsyncGenerator<Uint8Array, void>>,
): Promise<boolean> {
  const direction = decoder.wants;
  if (direction === undefined) return false;
  const result = await files.get(direction)?.next();
  if (result === undefined || result.done === true) decoder.end(direction);
  else decoder.push(direction, result.value);
  return true;
}
