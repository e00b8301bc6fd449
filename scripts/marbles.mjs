// npm run marbles: draws the pages of marbles/; npm run marbles -- --check: checks that the drawings are current.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { staleFiles, writeDrawings } from './book/bookFiles.mjs';

const USAGE = `Usage: npm run marbles [-- --check]

Draws every page of marbles/ to marbles/svg/, and lists the pages in marbles/README.md.

  --check  draw nothing; list the files that are stale, missing or have no page

Exit status: 0 all files are current, 1 at least one is not, 2 wrong usage.`;

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
  if (!values.check) writeDrawings('marbles');
  const stale = staleFiles('marbles');
  for (const line of stale) console.error(line);
  return stale.length === 0 ? 0 : 1;
}
