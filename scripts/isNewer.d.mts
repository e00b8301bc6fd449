/**
 * True if this file, or a file in this folder, was changed after a time. A folder in which a file was created or deleted has changed, too. A path that
 * does not exist is not newer.
 */
export function isNewer(path: string, timeMs: number, isSkipped?: (folder: string) => boolean): boolean;
