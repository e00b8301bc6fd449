// npm run lint:words [-- PATH...]: finds discouraged words in comments, strings, test titles and documents. See --help.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { discouragedWords } from './words/discouragedWords.mjs';
import { proseOf } from './words/prose.mjs';

const USAGE = `Usage: npm run lint:words -- [PATH...] [--summary]

Searches the prose of the files that Git tracks under PATH (default: all) for the words in scripts/words/discouraged.txt.
Prose is: comments, string literals (so test titles and error messages too), Markdown outside code, the titles and notes of marble pages.
Not searched: fixtures, lock files, generated files, and the word list with its specs.

--summary   print the number of hits per folder instead of each hit
--help      print this text

Exit status: 0 no hit, 1 at least one hit, 2 wrong usage.`;

/** Generated, recorded or foreign text, and the files that must name the words. */
const IGNORED =
  /(^|\/)(fixtures|corpus|artifacts|vendor)\/|(^|\/)package-lock\.json$|\.svg$|^scripts\/words\/|checkWords|^LICENSE$/;

const { paths, isSummary } = argumentsOf(process.argv.slice(2));
const hits = filesUnder(paths).flatMap(hitsIn);
for (const line of isSummary ? summaryOf(hits) : hits.map(({ text }) => text)) console.error(line);
if (hits.length > 0) {
  console.error(`${hits.length} discouraged words in ${new Set(hits.map(({ file }) => file)).size} files`);
  process.exitCode = 1;
} else {
  console.log('no discouraged words');
}

function hitsIn(file) {
  const prose = proseOf(file, readFileSync(file, 'utf8'));
  if (prose === undefined) return [];
  return discouragedWords(prose).map(({ line, word, advice }) => ({
    file,
    text: `${file}:${line}: "${word}": write ${advice}`,
  }));
}

/** Tracked files, and new ones that Git does not ignore. */
function filesUnder(paths) {
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...paths];
  const files = execFileSync('git', list, { encoding: 'utf8', maxBuffer: 2 ** 26 }).split('\0');
  // A deleted file is tracked until the deletion is staged.
  return [...new Set(files)].filter((file) => file !== '' && !IGNORED.test(file) && existsSync(file));
}

/** One line per folder, two levels deep, most hits first. */
function summaryOf(hits) {
  const counts = new Map();
  for (const { file } of hits) {
    const folder = file.split('/').slice(0, -1).slice(0, 2).join('/') || '.';
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts].sort(([, a], [, b]) => b - a).map(([folder, count]) => `${String(count).padStart(6)}  ${folder}`);
}

function argumentsOf(args) {
  try {
    const options = {
      summary: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    };
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    return { paths: positionals, isSummary: values.summary };
  } catch (error) {
    console.error(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}
