// Loads the real payloads that the fuzzer mutates.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { importCapture } from './builtPackage.mjs';
import { readCaptures } from './captureFiles.mjs';
import { sortBySize } from './mutations.mjs';

/** The payloads of this folder's captures; without a folder, those of the project's fixtures and of ../shared/captures if it exists. */
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
