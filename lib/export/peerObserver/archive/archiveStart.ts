import { captureFormatOf } from '../../../capture/captureFormat.js';
import { isZstd } from './zstdPieces.js';

/** True if a file that begins with these bytes may be an archive of peer-observer, and is no recording. 32 bytes are enough to decide. */
export function isPeerObserverArchive(start: Uint8Array): boolean {
  return isZstd(start) || (beginsAsArchive(start) && captureFormatOf(start) === undefined);
}

/** True for the first bytes of a file that may be an archive that is not compressed. */
function beginsAsArchive(start: Uint8Array): boolean {
  // The length of a header, then its first field `created`, a time of at least 2020 in seconds: a varint of 5 bytes.
  const [length, tag] = start;
  return (
    isOldHeader(start) || (length !== undefined && length >= 6 && length < 0x80 && tag === 0x08 && start[6]! < 0x80)
  );
}

/** True for the header of archives before 2026-06. */
export function isOldHeader([first, second]: Uint8Array): boolean {
  return first === 0x50 && second === 0x41;
}
