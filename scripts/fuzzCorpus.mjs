// What the fuzzer starts from: real payloads.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importCapture } from './builtPackage.mjs';
import { readCaptures } from './captureFiles.mjs';
import { sortBySize } from './mutations.mjs';

/** The payloads of this folder's captures; without one, the project's fixtures and, where they lie beside it, the captures. */
export async function loadCorpus(folder) {
  if (folder !== undefined) return sortBySize(await capturedIn(folder));
  const captures = fileURLToPath(new URL('../../shared/captures', import.meta.url));
  return sortBySize([...fixtures(), ...(existsSync(captures) ? await capturedIn(captures) : [])]);
}

async function capturedIn(folder) {
  const { messages } = await readCaptures(folder, await importCapture());
  return messages.map(({ command, payload }) => ({ command, payload }));
}

function fixtures() {
  const json = readFileSync(new URL('../spec/fixtures/messages.json', import.meta.url), 'utf8');
  return JSON.parse(json).map(({ command, payload }) => ({
    command,
    payload: Uint8Array.from(Buffer.from(payload, 'hex')),
  }));
}
