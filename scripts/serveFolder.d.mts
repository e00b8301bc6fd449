/**
 * Serves the files of a folder on http://127.0.0.1 below `base`, by default `/`. Port 0, the default, chooses a free one. `origin` ends with
 * `base`.
 */
export function serveFolder(
  folder: string,
  options?: { readonly port?: number; readonly base?: string },
): Promise<{ readonly origin: string; close(): void }>;
