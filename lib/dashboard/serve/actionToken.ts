import { toHex } from '../../codec/hex.js';
import type { PageFile, PageFiles } from './pageFile.js';

const TOKEN_BYTES = 32;
/** The place in the page's document where the server writes the token. */
const PLACE = '<meta name="action-token" content="" />';

/**
 * A new secret that a page has to send with each action: 64 hex digits.
 *
 * Only the document of the page contains it, and only a page of the same origin can read that document: the server sends no CORS headers, forbids
 * frames and caches, and refuses other Hosts and Origins. So other sites in the same browser, and programs that only open the WebSocket,
 * cannot act. Every user who may open the page can act.
 */
export function createActionToken(): string {
  return toHex(crypto.getRandomValues(new Uint8Array(TOKEN_BYTES)));
}

/** The files of the page, with the token in its document. */
export function withActionToken(files: PageFiles, token: string): PageFiles {
  const replaced = new Map<PageFile, PageFile>();
  const withToken = (file: PageFile): PageFile => {
    if (!file.type.startsWith('text/html')) return file;
    const known = replaced.get(file) ?? insertToken(file, token);
    replaced.set(file, known);
    return known;
  };
  return new Map(Array.from(files, ([path, file]) => [path, withToken(file)] as const));
}

function insertToken({ bytes, type }: PageFile, token: string): PageFile {
  const html = new TextDecoder().decode(bytes);
  return { type, bytes: new TextEncoder().encode(html.replace(PLACE, PLACE.replace('""', `"${token}"`))) };
}
