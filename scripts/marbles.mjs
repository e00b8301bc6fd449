// npm run marbles: draws the pages of marbles/; -- --check: checks that the drawings are current; -- --run PAGE: runs a page.
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { staleFiles, writeDrawings } from './book/bookFiles.mjs';
import { runCases } from './book/runCases.mjs';

const USAGE = `Usage: npm run marbles [-- --check]
       npm run marbles -- --run PAGE [--case TITLE [--row ROW ...] [--option NAME=VALUE ...]]

Draws every page of marbles/ to marbles/svg/, and lists the pages in marbles/README.md.

  --check       draw nothing; list the files that are stale, missing or have no page
  --run PAGE    draw nothing; run the cases of a page in virtual time, and print their rows as expected and as they happened
  --case TITLE  run only this case
  --row ROW     with another row than the page has: its name, two blanks and its text, such as 'received  --q--|';
                the name alone removes the row
  --option NAME=VALUE
                with another option: JSON, or a word, such as size=2; without a value the option has its default

Example: npm run marbles -- --run distinctMru --case many --row 'source  --a--a--b--|' --option capacity=1

Exit status: 0 all files are current, all rows are as expected; 1 at least one is not; 2 wrong usage, or a case that cannot be run.`;

const OPTIONS = {
  check: { type: 'boolean' },
  help: { type: 'boolean' },
  run: { type: 'string' },
  case: { type: 'string' },
  row: { type: 'string', multiple: true },
  option: { type: 'string', multiple: true },
};

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
process.exitCode = await run(process.argv.slice(2));

/** @param {string[]} args */
async function run(args) {
  let values;
  try {
    ({ values } = parseArgs({ args, options: OPTIONS }));
    requireRun(values);
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  return values.run === undefined ? draw(values) : runPage(values);
}

function draw({ check }) {
  if (!check) writeDrawings('marbles');
  const stale = staleFiles('marbles');
  for (const line of stale) console.error(line);
  return stale.length === 0 ? 0 : 1;
}

async function runPage(values) {
  try {
    const { text, isAsExpected } = await runCases(values);
    console.log(text);
    return isAsExpected ? 0 : 1;
  } catch (error) {
    // Mistakes in the diagrams and options are errors of the runners, of the diagrams, or of the code that runs.
    console.error(error.message);
    return 2;
  }
}

/** The options that change a run need one. */
function requireRun({ run: page, check, ...others }) {
  const [orphan] = ['case', 'row', 'option'].filter((name) => others[name] !== undefined);
  if (page === undefined && orphan !== undefined) throw new Error(`--${orphan} needs --run`);
  if (page !== undefined && check) throw new Error('--check draws nothing and --run draws nothing: choose one');
}
