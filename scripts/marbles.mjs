// npm run marbles: draws the book of behaviours; npm run marbles -- --check: says whether its drawings are current.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { faultsOf, writeBook } from './book/bookFiles.mjs';

const USAGE = `Usage: npm run marbles [-- --check]

Draws every page of marbles/ to marbles/svg/, and lists the pages in marbles/README.md.

  --check  draws nothing, and names what is stale, missing or left over

Exit status: 0 all is current, 1 something is not, 2 wrong usage.`;

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.exitCode = run(process.argv.slice(2));

/** @param {string[]} args */
function run(args) {
  let values;
  try {
    ({ values } = parseArgs({ args, options: { check: { type: 'boolean' }, help: { type: 'boolean' } } }));
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  if (!values.check) writeBook('marbles');
  const faults = faultsOf('marbles');
  for (const fault of faults) console.error(fault);
  return faults.length === 0 ? 0 : 1;
}
