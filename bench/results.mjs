// npm run bench:results: writes RESULTS.md from the figures that npm run bench has written. node results.mjs FILE.json …: if several files contain
// a section, the last file's is used.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CANDIDATES } from './decode/candidates.mjs';
import { SECTIONS } from './sections.mjs';
import { targetsTable } from './targets/table.mjs';

const files = process.argv.slice(2);
if (files.length === 0) files.push(fileURLToPath(new URL('../artifacts/bench.json', import.meta.url)));
const results = files.map((file) => JSON.parse(readFileSync(file, 'utf8')));
const { machine } = results[0];
const sections = Object.assign({}, ...results.map((each) => each.sections));
// A run may have measured some streams only. All rows of a stream come from the same run, the last one that measured it.
const decoded = new Map(
  results.flatMap(({ sections: { decode = [] } }) =>
    [...new Set(decode.map(({ stream }) => stream))].map((stream) => [
      stream,
      decode.filter((row) => row.stream === stream),
    ]),
  ),
);
if (decoded.size > 0) sections.decode = [...decoded.values()].flat();

const text = `# Benchmark results

Written by \`npm run bench\` and \`npm run bench:results\`; do not edit. How to read the tables: [README.md](README.md).

Measured on ${machine.processor}, ${machine.cores} cores, ${machine.memoryGibibytes} GiB, ${machine.system}, Node ${machine.node} (OpenSSL ${machine.openssl}).
${origin()}

${targetsTable(sections)}
Unread: subscribers read no field. All read: subscribers read every field, so everything is decoded. A target is met if both figures meet it.

## How it is measured

Seconds are seconds of processor time of all threads of the process, including the garbage collector's, unless the table names wall-clock time.
Each figure is the median of several fresh processes; the decoders of a stream alternate. The spread is the distance between the quartiles, relative
to the median. An idle peer is measured once.

What each decoder does:

${Object.values(CANDIDATES)
  .map(({ label, does }) => `- ${label}: ${does}.`)
  .join('\n')}

${Object.keys(SECTIONS)
  .filter((name) => name in sections)
  .map((name) => SECTIONS[name].print(sections[name]))
  .join('\n')}${durations()}`;
writeFileSync(new URL('RESULTS.md', import.meta.url), text);

/** States whether figures of different tables come from the same run and can be compared. */
function origin() {
  if (results.length === 1) return 'All figures are from one run.';
  return `Combined from ${results.length} runs, some of which measured only a part. Figures of two tables may come from different
runs, and a table may describe an older state of the code than the next one.`;
}

/** The duration of each section, if the files contain it. */
function durations() {
  const seconds = Object.assign({}, ...results.map((each) => each.seconds));
  const took = Object.entries(seconds).map(([name, count]) => `${name} ${count} s`);
  return took.length === 0 ? '' : `\nDuration: ${took.join(', ')}.\n`;
}
