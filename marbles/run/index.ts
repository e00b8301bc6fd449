/** What the command line and the site use: `scripts/book/bundleScript.mjs` makes one file of it. */
export { parsePage } from '../../scripts/book/parsePage.mjs';
export { BookError } from './bookError.js';
export { isAsExpected } from './caseResult.js';
export { runPageCase } from './runners.js';
export { findCase, parseOption, parseRow, withOption, withRow } from './text/changeCase.js';
export { formatCase } from './text/formatCase.js';
