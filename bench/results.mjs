// npm run bench:results: makes RESULTS.md of the figures that npm run bench has left. node results.mjs FILE.json …: a later file's sections go before an earlier's.
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
// A later run may have measured some streams alone: each stream's rows come from one run.
const decoded = new Map(
  results.flatMap(({ sections: { decode = [] } }) =>
    [...new Set(decode.map(({ stream }) => stream))].map((stream) => [
      stream,
      decode.filter((row) => row.stream === stream),
    ]),
  ),
);
if (decoded.size > 0) sections.decode = [...decoded.values()].flat();

const text = `# What it costs

Made by \`npm run bench\` and \`npm run bench:results\`; nothing in here is written by hand.

Measured on ${machine.processor}, ${machine.cores} cores, ${machine.memoryGibibytes} GiB, ${machine.system}, Node ${machine.node} (OpenSSL ${machine.openssl}).
${origin()}

${targetsTable(sections)}
All made: each subscriber reads all of each message, so that all of it is made; it is met where both figures meet it.

## How it is measured

A second is one of processor time, all threads of the process together, the collector's helpers too; not one by the clock, where that is
not said. Each figure is the median of several fresh processes, all candidates of a stream in turns; the spread is the middle half's. An idle peer is
measured once.

Who decodes what:

${Object.values(CANDIDATES)
  .map(({ label, does }) => `- ${label}: ${does}.`)
  .join('\n')}

${Object.keys(SECTIONS)
  .filter((name) => name in sections)
  .map((name) => SECTIONS[name].print(sections[name]))
  .join('\n')}${durations()}`;
writeFileSync(new URL('RESULTS.md', import.meta.url), text);

/** Ratios within a table's stream are of one run; those between tables are only where all figures come from one. */
function origin() {
  if (results.length === 1) return 'All of it was measured in one run.';
  return `Put together from ${results.length} runs, some of them of a part alone, so that ratios between two tables are of
different runs, and a table may be of an earlier state of the code than the next.`;
}

/** How long each section took, where it is known. */
function durations() {
  const seconds = Object.assign({}, ...results.map((each) => each.seconds));
  const took = Object.entries(seconds).map(([name, count]) => `${name} ${count} s`);
  return took.length === 0 ? '' : `\nIt took: ${took.join(', ')}.\n`;
}
