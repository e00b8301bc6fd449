// npm run bench: measures everything, prints tables, and leaves the figures as JSON.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { machine } from './machine.mjs';
import { note, said } from './progress.mjs';
import { SECTIONS } from './sections.mjs';
import { targetsTable } from './targets/table.mjs';

const USAGE = `Usage: npm run bench -- [OPTIONS]

Measures rxpeer, beside other libraries where there are some, and the floors that none can go below.

  --only SECTION,…   ${Object.keys(SECTIONS).join(', ')}
  --streams NAME,…   decode these alone: relay, legacy, blocks, headers, small
  --corpus DIR       decode DIR/NAME.bin instead of the project's own streams
  --rounds N         how often each is measured, default 3
  --json FILE        where the figures go, default artifacts/bench.json
  --help

Ends with 0 when all was measured, whatever the figures say; 1 when something could not be; 2 for options that it does not know.`;

process.exitCode = await main();

async function main() {
  const options = parsed();
  if (options === undefined) {
    console.error(USAGE);
    return 2;
  }
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  const results = { machine: machine(), sections: {}, seconds: {} };
  let failures = 0;
  for (const name of options.only) {
    try {
      await measureSection(name, options, results);
    } catch (error) {
      // The others are still worth knowing.
      failures += 1;
      said(`${name} FAILED: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  console.log(targetsTable(results.sections));
  mkdirSync(dirname(options.json), { recursive: true });
  writeFileSync(options.json, `${JSON.stringify(results, null, 1)}\n`);
  return failures === 0 ? 0 : 1;
}

async function measureSection(name, { rounds, corpus, streams }, results) {
  said(`${name} …`);
  const startMs = performance.now();
  const { measure, print } = SECTIONS[name];
  const rows = await measure({ rounds, folder: corpus, streams, note });
  const seconds = Math.round((performance.now() - startMs) / 1000);
  results.sections[name] = rows;
  results.seconds[name] = seconds;
  said(`${name} took ${seconds} s`);
  console.log(print(rows));
  const failed = rows.filter((row) => row.failed !== undefined);
  if (failed.length > 0) throw new Error(failed.map((row) => row.failed).join('; '));
}

/** The options as they are to be used; undefined where one is not known or makes no sense. */
function parsed() {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: 'string' },
        streams: { type: 'string' },
        corpus: { type: 'string' },
        rounds: { type: 'string', default: '3' },
        json: { type: 'string', default: fileURLToPath(new URL('../artifacts/bench.json', import.meta.url)) },
        help: { type: 'boolean', default: false },
      },
    });
    const only = values.only?.split(',') ?? Object.keys(SECTIONS);
    const rounds = Number(values.rounds);
    if (only.some((name) => !(name in SECTIONS)) || !Number.isInteger(rounds) || rounds < 1) return undefined;
    return { ...values, only, rounds, streams: values.streams?.split(',') };
  } catch (error) {
    console.error(error.message);
    return undefined;
  }
}
