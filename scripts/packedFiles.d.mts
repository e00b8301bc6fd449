/** The most bytes of the package, unpacked. */
export const MAX_UNPACKED_BYTES: number;

/** What npm would pack of the folder as it is built now: sorted paths from the project's root, and the sum of their sizes. */
export function packedFiles(): { readonly files: readonly string[]; readonly unpackedBytes: number };

/** The text of packList.txt. */
export function listOf(files: readonly string[]): string;
