import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';

/** Characters that need no escape in a URL. 16 of them can hold 96 bits. */
const TOKEN = /^[\w-]{16,256}$/;

/** Reads the token of a file, without white space around it, or creates a random one of 128 bits. Rejects with an Error whose message is for the user. */
export async function bridgeToken(path: string | undefined): Promise<string> {
  if (path === undefined) return randomBytes(16).toString('hex');
  let text: string;
  try {
    text = (await readFile(path, 'utf8')).trim();
  } catch (cause) {
    throw new Error(`--token-file: ${(cause as Error).message}`, { cause });
  }
  if (TOKEN.test(text)) return text;
  // Without the content, which may be a secret.
  throw new Error(`--token-file: ${path} has to contain 16 to 256 letters, digits, "-" or "_": openssl rand -hex 16`);
}
