import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { from } from 'rxjs';
import { decodeChunk } from '../../lib/capture/captureDecoder.js';
import { CaptureFrameDecoder, type CapturedFrame } from '../../lib/capture/captureFrameDecoder.js';
import { FrameTableDecoder } from '../../lib/capture/formats/table/frameTable.js';
import { fromCoreMessages } from '../../lib/capture/formats/core/fromCoreMessages.js';
import { FrameDecoder, type Frame } from '../../lib/frame/frameDecoder.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';

/** The folder with test vectors, blocks and captures that are too large for the project: next to the project, or missing. */
const shared = new URL('../../../shared/', import.meta.url);

/** The path of a shared file or folder; undefined if it is missing: the spec is skipped. */
export function sharedPath(name: string): string | undefined {
  const path = fileURLToPath(new URL(name, shared));
  return existsSync(path) ? path : undefined;
}

/** The bytes of a shared file. */
export function sharedBytes(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(new URL(name, shared)));
}

/** The two blocks of Bitcoin's mainnet, named by their hash; none if they are missing. */
export function sharedBlocks(): { hash: string; bytes: () => Uint8Array }[] {
  const folder = sharedPath('blocks/');
  if (folder === undefined) return [];
  return readdirSync(folder).flatMap((file) => {
    const hash = /^block-([0-9a-f]{64})\.blk$/.exec(file)?.[1];
    return hash === undefined ? [] : [{ hash, bytes: () => sharedBytes(`blocks/${file}`) }];
  });
}

/** The messages in one of a Bitcoin node's -capturemessages files, or in a table of frames. */
export function capturedMessages(name: string): CapturedFrame[] {
  const bytes = sharedBytes(name);
  const record$ = name.endsWith('.tsv')
    ? from(decodeChunk(new FrameTableDecoder(), bytes))
    : fromCoreMessages({ network: bitcoin.regtest, received: bytes });
  const frames = new CaptureFrameDecoder();
  const messages: CapturedFrame[] = [];
  record$.subscribe((record) => messages.push(...frames.push(record)));
  return messages;
}

/** The messages of one side of a raw capture, frame by frame. */
export function framesOf(name: string): Frame[] {
  const decoder = new FrameDecoder(bitcoin.regtest);
  decoder.push(sharedBytes(name));
  const frames: Frame[] = [];
  for (let frame = decoder.next(); frame !== undefined; frame = decoder.next()) frames.push(frame);
  decoder.end();
  return frames;
}
