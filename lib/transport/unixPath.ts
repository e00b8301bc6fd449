import { invalidOption } from '../base/optionChecks.js';
import { show } from '../base/show.js';
import { bytesOfText } from '../codec/text.js';

/**
 * The maximum length of the path of a Unix socket: the field `sun_path` of the operating system, without its final zero byte. Node would cut off
 * a longer path without an error, and connect to another file.
 */
export const MAX_UNIX_PATH_BYTES = process.platform === 'linux' ? 107 : 103;

/** The path of `unix:/path`. Errors with LocalProtocolError `INVALID_OPTION` for a path that is too long or contains a zero byte. */
export function unixPathOf(option: string, text: string): string {
  const path = text.slice('unix:'.length);
  const { length } = bytesOfText(path);
  if (length > MAX_UNIX_PATH_BYTES) {
    invalidOption(option, `path of at most ${MAX_UNIX_PATH_BYTES} bytes expected after unix:, got ${length} bytes`);
  }
  if (path.includes('\0')) invalidOption(option, `path without a zero byte expected after unix:, got ${show(path)}`);
  return path;
}
