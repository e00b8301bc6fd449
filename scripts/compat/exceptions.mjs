// The cells that are expected not to work: what the tool prints, why, and what a user does instead.

const REQUIRE_IN_NODE16 = {
  output: /^consumer\.cts\(\d+,\d+\): error TS1479: /m,
  reason:
    'the package is an ES module. Node loads it by `require` from version 20.19 on, but under `"module": "node16"` the compiler rejects that: ' +
    'the option describes Node 16',
  workaround: 'set `"module": "nodenext"` with TypeScript 5.8 or later, or use `await import()`',
};

/**
 * By name of the cell. `output` has to match what the tool prints, so that a failure for another reason is noticed.
 *
 * @type {Readonly<Record<string, { output: RegExp, reason: string, workaround: string }>>}
 */
export const EXCEPTIONS = {
  'typescript-5.4/cts-node16': REQUIRE_IN_NODE16,
  'typescript-5.9/cts-node16': REQUIRE_IN_NODE16,
  'typescript-6/cts-node16': REQUIRE_IN_NODE16,
  'typescript-7/cts-node16': REQUIRE_IN_NODE16,
  'typescript-5.4/cts-nodenext': {
    output: /^consumer\.cts\(\d+,\d+\): error TS1479: /m,
    reason: 'before version 5.8, TypeScript rejects `require` of an ES module under `nodenext`, too',
    workaround: 'use TypeScript 5.8 or later, or `await import()`',
  },
  'jest-node-20/require': {
    output: /Must use import to load ES Module/,
    reason:
      'jest 30 loads ES modules by `require` only on Node 24.9 and later, with `NODE_OPTIONS=--experimental-vm-modules`',
    workaround:
      'write the test as an ES module, or call `await import()` in it, both with `NODE_OPTIONS=--experimental-vm-modules`; or use Node 24.9',
  },
};
