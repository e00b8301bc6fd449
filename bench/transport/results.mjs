// node bench/transport/results.mjs [FILE.json]: writes ../TRANSPORT.md from the figures of npm run bench -- --only packets,transport.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packetsTable } from '../packets/measure.mjs';
import { formatTable } from '../table.mjs';
import { transportTable } from './measure.mjs';
import { transportTargets } from './targets.mjs';

const [file = fileURLToPath(new URL('../../artifacts/bench.json', import.meta.url))] = process.argv.slice(2);
const { machine, sections } = JSON.parse(readFileSync(file, 'utf8'));
const notes = readFileSync(new URL('notes.md', import.meta.url), 'utf8');

const text = `# Transport v2: benchmark results

Written by \`npm run bench -- --only packets,transport\` and \`node bench/transport/results.mjs\`; do not edit. The explanations are in
[transport/notes.md](transport/notes.md).

Measured on ${machine.processor}, ${machine.cores} cores, ${machine.system}, Node ${machine.node} (OpenSSL ${machine.openssl}). Processor time.

${formatTable('Targets', ['target', 'measured', 'met'], transportTargets(sections))}
${notes}
${packetsTable(sections.packets)}
${transportTable(sections.transport)}
`;
writeFileSync(new URL('../TRANSPORT.md', import.meta.url), text);
