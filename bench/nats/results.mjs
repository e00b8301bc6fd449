// node bench/nats/results.mjs [FILE.json]: writes ../NATS.md from the figures of npm run bench -- --only nats.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { formatTable } from '../table.mjs';
import { natsTable } from './table.mjs';
import { natsTargets } from './targets.mjs';

const [file = fileURLToPath(new URL('../../artifacts/bench.json', import.meta.url))] = process.argv.slice(2);
const { machine, sections } = JSON.parse(readFileSync(file, 'utf8'));
const notes = readFileSync(new URL('notes.md', import.meta.url), 'utf8');

const text = `# NATS: benchmark results

Written by \`npm run bench -- --only nats\` and \`node bench/nats/results.mjs\`; do not edit. The explanations are in
[nats/notes.md](nats/notes.md).

Measured on ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node}. The server and the sender of the stream are
processes of their own, and not counted.

${formatTable('Targets', ['target', 'measured', 'met'], natsTargets(sections.nats))}
${notes}
${natsTable(sections.nats)}`;
writeFileSync(new URL('../NATS.md', import.meta.url), text);
