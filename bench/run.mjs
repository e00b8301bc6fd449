// npm run bench: measures everything, prints tables, and leaves the figures as JSON.
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './machine.mjs';
import { SECTIONS } from './sections.mjs';

const USAGE = `Usage: npm run bench -- [OPTIONS]

Measures rxpeer, beside other libraries where there are some, and the floors that none can go below.

  --only SECTION,…   ${Object.keys(SECTIONS).join(', ')}
  --streams NAME,…   decode these alone: relay, legacy, blocks, headers, small
  --corpus DIR       decode DIR/NAME.bin instead of the project's own streams
  --rounds N         how often each is measured, default 3
  --json FILE        where the figures go, default artifacts/bench.json
  --help`;

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    streams: { type: 'string' },
    corpus: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    json: { type: 'string', default: fileURLToPath(new URL('../artifacts/bench.json', import.meta.url)) },
    help: { type: 'boolean' },
  },
});

if (options.help) console.log(USAGE);
else process.exitCode = await run();

async function run() {
  const names = options.only?.split(',') ?? Object.keys(SECTIONS);
  const unknown = names.filter((name) => !(name in SECTIONS));
  const rounds = Number(options.rounds);
  if (unknown.length > 0 || !Number.isInteger(rounds) || rounds < 1) {
    console.error(USAGE);
    return 2;
  }
  const results = { machine: machine(), sections: {} };
  for (const name of names) {
    const { measure, print } = SECTIONS[name];
    const rows = await measure({ rounds, folder: options.corpus, streams: options.streams?.split(','), note });
    note('');
    results.sections[name] = rows;
    console.log(print(rows, results.sections));
  }
  mkdirSync(new URL('../artifacts/', import.meta.url), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  return 0;
}

/** What is being done, on one line that the next one takes. */
function note(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}
