import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * True if this file, or a file in this folder, was changed after a time. A folder in which a file was created or deleted has changed, too. A path that
 * does not exist is not newer.
 *
 * @param {string} path
 * @param {number} timeMs milliseconds since 1970
 * @param {(folder: string) => boolean} isSkipped folders that are not read
 * @returns {boolean}
 */
export function isNewer(path, timeMs, isSkipped = () => false) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (status === undefined) return false;
  if (status.isDirectory() && isSkipped(path)) return false;
  if (status.mtimeMs > timeMs) return true;
  return status.isDirectory() && readdirSync(path).some((name) => isNewer(join(path, name), timeMs, isSkipped));
}
