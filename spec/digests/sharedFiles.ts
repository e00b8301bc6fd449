import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where test vectors, blocks and captures lie that are too large for the project: beside its folder, or nowhere. */
const shared = new URL('../../../shared/', import.meta.url);

/** The path of a shared file or folder; undefined where it is missing, and the spec skips. */
export function sharedPath(name: string): string | undefined {
  const path = fileURLToPath(new URL(name, shared));
  return existsSync(path) ? path : undefined;
}

/** The shared file's bytes. */
export function sharedBytes(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(name, shared)));
}

/** The shared file's text. */
export function sharedText(name: string): string {
  return readFileSync(new URL(name, shared), 'utf8');
}

/** The two blocks of Bitcoin's mainnet, the hash in the name; none where they are missing. */
export function sharedBlocks(): { hash: string; bytes: () => Uint8Array }[] {
  const folder = sharedPath('blocks/');
  if (folder === undefined) return [];
  return readdirSync(folder).flatMap((file) => {
    const hash = /^block-([0-9a-f]{64})\.blk$/.exec(file)?.[1];
    return hash === undefined ? [] : [{ hash, bytes: () => sharedBytes(`blocks/${file}`) }];
  });
}

export interface CapturedMessage {
  command: string;
  payload: Uint8Array;
}

/** The records of a Bitcoin node's -capturemessages file: i64 time, 12 bytes of command, u32 length, payload. */
export function* capturedMessages(name: string): Generator<CapturedMessage> {
  const bytes = sharedBytes(name);
  const view = new DataView(bytes.buffer);
  for (let offset = 0; offset < bytes.length;) {
    const command = new TextDecoder().decode(bytes.subarray(offset + 8, offset + 20)).replace(/\0+$/, '');
    const length = view.getUint32(offset + 20, true);
    yield { command, payload: bytes.subarray(offset + 24, offset + 24 + length) };
    offset += 24 + length;
  }
}

/** The messages of one side of a raw capture, frame by frame. */
export function framesOf(name: string): CapturedMessage[] {
  const bytes = sharedBytes(name);
  const view = new DataView(bytes.buffer);
  const messages: CapturedMessage[] = [];
  for (let offset = 0; offset < bytes.length;) {
    const command = new TextDecoder().decode(bytes.subarray(offset + 4, offset + 16)).replace(/\0+$/, '');
    const end = offset + 24 + view.getUint32(offset + 16, true);
    messages.push({ command, payload: bytes.subarray(offset + 24, end) });
    offset = end;
  }
  return messages;
}
