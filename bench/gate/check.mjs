// npm run bench:check: holds the cost of decoding, as ratios to a floor that is measured along with it, against the committed ones.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inChild } from '../children.mjs';
import { corpusFiles } from '../corpus/store.mjs';
import { table } from '../table.mjs';

const CHILD = new URL('child.mjs', import.meta.url);
const COMMITTED = new URL('ratios.json', import.meta.url);
const TOLERANCE = 0.15;

/** What is held: who, on which stream, in chunks of how many bytes. */
const FIGURES = {
  relay: ['rxpeer', 'relay', 65_536],
  relayMade: ['rxpeerMaterialised', 'relay', 65_536],
  small: ['rxpeer', 'small', 65_536],
  headersMade: ['rxpeerMaterialised', 'headers', 65_536],
  blocks: ['rxpeer', 'blocks', 65_536],
  blocksMade: ['rxpeerMaterialised', 'blocks', 65_536],
  // The cost of a byte must not rise where they come one by one, nor where many come at once.
  relayInLargeChunks: ['rxpeer', 'relay', 1_048_576],
  blocksInSmallChunks: ['rxpeer', 'blocks', 64],
};
/** What CI has the time for. */
const SHORT = ['relay', 'small', 'blocksMade'];

const { values: options } = parseArgs({ options: { short: { type: 'boolean' }, write: { type: 'boolean' } } });
process.exitCode = await check();

async function check() {
  const names = options.short ? SHORT : Object.keys(FIGURES);
  const files = corpusFiles(['relay', 'small', 'headers', 'blocks'], { scale: 0.05 });
  const committed = options.write ? {} : JSON.parse(readFileSync(COMMITTED, 'utf8'));
  const measured = {};
  for (const name of names) measured[name] = await measure(name, files, committed[name]);
  if (options.write) {
    writeFileSync(COMMITTED, `${JSON.stringify(measured, null, 2)}\n`);
    return 0;
  }
  const isWorse = (name) => measured[name] > committed[name] * (1 + TOLERANCE);
  const rows = names.map((name) => [name, committed[name], measured[name], isWorse(name) ? 'WORSE' : 'as it was']);
  console.log(table('Cost as a ratio to framing and hash', ['figure', 'committed', 'measured', ''], rows));
  return names.some(isWorse) ? 1 : 0;
}

/** What looks worse is measured again, twice at most: a busy machine is no reason to fail. */
async function measure(name, files, committed = Infinity) {
  const [candidate, stream, chunkBytes] = FIGURES[name];
  let best = Infinity;
  for (let attempt = 0; attempt < 3; attempt++) {
    const { ratio } = await inChild(CHILD, [candidate, files.get(stream), chunkBytes, options.short ? 12 : 24]);
    best = Math.min(best, ratio);
    if (best <= committed * (1 + TOLERANCE) && !options.write) break;
  }
  return Number(best.toPrecision(3));
}
