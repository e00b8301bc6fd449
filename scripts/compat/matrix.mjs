// The cells of the compatibility matrix: which programs run in which tool. A cell that exceptions.mjs does not list is expected to work.

/**
 * @typedef {object} Column
 * @property {string} name part of the name of a cell
 * @property {string} title the heading in docs/compatibility.md
 *
 * @typedef {object} Row
 * @property {string} name part of the name of a cell
 * @property {string} title the first column in docs/compatibility.md
 * @property {string} tool a name in tools.mjs
 * @property {string} [runtime] the tool that runs it; default: the Node that runs this script
 * @property {readonly string[]} [columns] the columns that exist for this row; default all
 * @property {readonly string[]} [short] the columns of the short form; default none
 *
 * @typedef {object} Group
 * @property {string} name the file in kinds/ that runs its cells
 * @property {string} title the heading in docs/compatibility.md
 * @property {string} text what a cell means, for docs/compatibility.md
 * @property {readonly Column[]} columns
 * @property {readonly Row[]} rows
 */

/** @type {readonly Group[]} */
export const MATRIX = [
  {
    name: 'runtime',
    title: 'Runtimes',
    text: `Each cell runs a program that simulates a node, dials it over TCP, completes the handshake and receives its 100 headers. \`require\` is
the same program as a CommonJS module. The last two columns run the command line. Deno runs with \`--allow-all\`.`,
    columns: [
      { name: 'v2', title: '`import`, v2' },
      { name: 'v1', title: '`import`, v1' },
      { name: 'require', title: '`require`, v2' },
      { name: 'version', title: '`rxpeer --version`' },
      { name: 'watch', title: '`rxpeer watch --simulate`' },
    ],
    rows: [
      { name: 'node-20.19', title: 'Node 20.19, the oldest', tool: 'node-20.19' },
      { name: 'node-20', title: 'Node 20', tool: 'node-20' },
      { name: 'node-22', title: 'Node 22', tool: 'node-22', short: ['v2', 'require'] },
      { name: 'node-24', title: 'Node 24', tool: 'node-24', short: ['v2', 'require'] },
      { name: 'node-26', title: 'Node 26', tool: 'node-26', short: ['v2', 'require'] },
      { name: 'bun', title: 'Bun', tool: 'bun', short: ['v2', 'v1', 'require', 'watch'] },
      { name: 'deno', title: 'Deno', tool: 'deno', short: ['v2', 'v1', 'require', 'watch'] },
    ],
  },
  {
    name: 'typescript',
    title: 'TypeScript',
    text: `Each cell compiles a program that uses nine entry points, with \`strict\`, \`exactOptionalPropertyTypes\` and
\`noUncheckedIndexedAccess\`, and without \`skipLibCheck\`: the declarations of the package are checked, too. The program also contains lines
that must not compile, so a type that became \`any\` is an error. The first three columns are an ES module under each \`moduleResolution\`; the
others are a CommonJS file (\`.cts\`).`,
    columns: [
      { name: 'node16', title: 'node16' },
      { name: 'nodenext', title: 'nodenext' },
      { name: 'bundler', title: 'bundler' },
      { name: 'cts-node16', title: '`.cts`, node16' },
      { name: 'cts-nodenext', title: '`.cts`, nodenext' },
      { name: 'cts-import', title: '`.cts`, `await import()`' },
    ],
    rows: [
      { name: 'typescript-5.4', title: 'TypeScript 5.4', tool: 'typescript-5.4', short: ['bundler'] },
      { name: 'typescript-5.9', title: 'TypeScript 5.9', tool: 'typescript-5.9' },
      { name: 'typescript-6', title: 'TypeScript 6', tool: 'typescript-6' },
      { name: 'typescript-7', title: 'TypeScript 7', tool: 'typescript-7', short: ['node16', 'nodenext', 'bundler'] },
    ],
  },
  {
    name: 'testRunner',
    title: 'Test runners',
    text: `Each cell runs two marble tests of \`rxpeer/marbles\`: one has to pass, and one has to fail with the report of the
difference. jest runs with \`NODE_OPTIONS=--experimental-vm-modules\` in each cell.`,
    columns: [
      { name: 'import', title: '`import`' },
      { name: 'require', title: '`require`' },
      { name: 'await-import', title: 'CommonJS, `await import()`' },
    ],
    rows: [
      { name: 'jest-node-20', title: 'jest on Node 20', tool: 'jest', runtime: 'node-20' },
      { name: 'jest-node-26', title: 'jest on Node 26', tool: 'jest', runtime: 'node-26' },
      { name: 'vitest', title: 'vitest', tool: 'vitest', columns: ['import'], short: ['import'] },
      { name: 'node-test', title: '`node:test`', tool: 'node-22', runtime: 'node-22' },
      { name: 'bun-test', title: '`bun test`', tool: 'bun', columns: ['import', 'require'] },
      { name: 'deno-test', title: '`deno test`', tool: 'deno', columns: ['import'] },
    ],
  },
  {
    name: 'bundler',
    title: 'Bundlers',
    text: `Each cell bundles a page for browsers, and opens it in Chromium. The first page has a simulated node in it and dials that in memory; the
second one reaches a node over \`rxpeer bridge\`; the third encodes and decodes a message without RxJS.`,
    columns: [
      { name: 'in-page', title: '`rxpeer`, `rxpeer/simulator`' },
      { name: 'by-bridge', title: '`rxpeer/browser`' },
      { name: 'wire-only', title: '`rxpeer/wire`' },
    ],
    rows: [
      { name: 'esbuild', title: 'esbuild', tool: 'esbuild', short: ['in-page', 'by-bridge', 'wire-only'] },
      { name: 'webpack', title: 'webpack', tool: 'webpack' },
      { name: 'vite-build', title: 'Vite, build', tool: 'vite' },
      { name: 'vite-dev', title: 'Vite, dev server', tool: 'vite' },
    ],
  },
];
