import { describe, expect, it } from '@jest/globals';
import { mutantsOf, mutated } from '../../scripts/mutate/mutants.mjs';
import { sample, scores, scoreTable } from '../../scripts/mutate/score.mjs';
import { importsOf, specsOf } from '../../scripts/mutate/specsOf.mjs';

/** All mutants of a source text, as `operator: changed text`. */
function mutationsOf(source: string): string[] {
  return mutantsOf('a.ts', source).map((mutant) => `${mutant.operator}: ${mutated(source, mutant)}`);
}

describe('the mutants of a source text', () => {
  it.each([
    ['a < b;', ['boundary: a <= b;']],
    ['a >= b;', ['boundary: a > b;']],
    ['a === b;', ['equality: a !== b;']],
    ['a && b;', ['logic: a || b;']],
    ['a - b;', ['arithmetic: a + b;']],
    ['x = () => i++;', ['increment: x = () => i--;']],
    ['x = () => --i;', ['increment: x = () => ++i;']],
    ['const x = a ? b : c;', ['condition: const x = !(a) ? b : c;']],
    ['const x = true;', ['boolean: const x = false;']],
    ['const x = 0;', ['constant: const x = 1;']],
    ['const x = 1_000;', ['constant: const x = 1001;', 'constant: const x = 999;']],
    ['const x = 5n;', ['constant: const x = 6n;', 'constant: const x = 4n;']],
    ['const x = 0x10;', ['constant: const x = 17;', 'constant: const x = 15;']],
    ['const x = list.shift();', ['method: const x = list.pop();']],
    ['const x = Math.min(a, b);', ['method: const x = Math.max(a, b);']],
  ])('%s', (source, expected) => {
    expect(mutationsOf(source).filter((each) => !each.startsWith('removal'))).toEqual(expected);
  });

  it('remove calls and assignments, except super() and directives', () => {
    expect(mutationsOf("'use strict'; f(); a = b; class A extends B { constructor() { super(); } }")).toEqual([
      "removal: 'use strict'; ; a = b; class A extends B { constructor() { super(); } }",
      "removal: 'use strict'; f(); ; class A extends B { constructor() { super(); } }",
    ]);
  });

  it('negate the condition of an if, unless another operator changes it already', () => {
    expect(mutationsOf('if (a) { }')).toEqual(['condition: if (!(a)) { }']);
    expect(mutationsOf('if (a === b) { }')).toEqual(['equality: if (a !== b) { }']);
  });

  it('do not change types, imports, thrown errors, or the increment of a loop', () => {
    expect(mutationsOf("import a from 'a'; type B = 1 | 2; interface C { d: true } let e: 3;")).toEqual([]);
    expect(mutationsOf('throw new Error(a + 1);')).toEqual([]);
    expect(mutationsOf('for (;;i++) { }')).toEqual([]);
  });

  it('contain their position', () => {
    expect(mutantsOf('lib/a.ts', '\n  const x = a < b;')).toEqual([
      {
        file: 'lib/a.ts',
        operator: 'boundary',
        line: 2,
        lineText: 'const x = a < b;',
        start: 15,
        end: 16,
        original: '<',
        replacement: '<=',
      },
    ]);
  });
});

describe('the imports of a file', () => {
  it('are paths from the root of the project, of static and dynamic imports, without packages', () => {
    const source = `
      import { a } from './a.js';
      import type { B } from '../b/b.js';
      import './effect.js';
      export { c } from './c.js';
      import { x } from 'rxjs';
      import { sha256 } from '#sha256';
      const d = await import('./d.js');
      jest.unstable_mockModule('./e.js', () => ({}));
    `;
    expect(importsOf('lib/peer/peer.ts', source)).toEqual([
      'lib/peer/a.ts',
      'lib/b/b.ts',
      'lib/peer/effect.ts',
      'lib/peer/c.ts',
      'lib/crypto/sha256Node.ts',
      'lib/peer/d.ts',
      'lib/peer/e.ts',
    ]);
  });
});

describe('the specs of a file', () => {
  const imports = new Map([
    ['lib/peer/a.ts', []],
    ['lib/peer/b.ts', ['lib/peer/a.ts']],
    ['lib/index.ts', ['lib/peer/b.ts']],
    ['spec/peer/b.spec.ts', ['lib/peer/b.ts']],
    ['spec/pool/direct.spec.ts', ['lib/peer/a.ts']],
    ['spec/pool/far.spec.ts', ['spec/helpers/remote.ts']],
    ['spec/helpers/remote.ts', ['lib/index.ts']],
    ['spec/peer/other.spec.ts', ['lib/pool/c.ts']],
  ]);

  it('are those that import it, those in the folder of the same name, and all others that import it indirectly', () => {
    expect(specsOf('lib/peer/a.ts', imports)).toEqual({
      direct: ['spec/pool/direct.spec.ts'],
      folder: ['spec/peer/b.spec.ts'],
      far: ['spec/pool/far.spec.ts'],
    });
  });

  it('are none if no spec imports it', () => {
    expect(specsOf('lib/peer/unused.ts', imports)).toEqual({ direct: [], folder: [], far: [] });
  });

  it('are found if imports form a circle', () => {
    const circle = new Map([
      ['lib/x/a.ts', ['lib/x/b.ts']],
      ['lib/x/b.ts', ['lib/x/a.ts']],
      ['spec/x/b.spec.ts', ['lib/x/b.ts']],
    ]);
    expect(specsOf('lib/x/a.ts', circle).folder).toEqual(['spec/x/b.spec.ts']);
  });
});

describe('the score', () => {
  const results = (
    [
      ['lib/pool/a.ts', 'killed'],
      ['lib/pool/b.ts', 'timedOut'],
      ['lib/pool/b.ts', 'survived'],
      ['lib/peer/c.ts', 'killed'],
      ['lib/peer/c.ts', 'equivalent'],
    ] as const
  ).map(([file, outcome]) => ({ file, outcome }));

  it('counts per folder, without equivalent mutants', () => {
    expect(scores(results).map(({ folder, score }) => [folder, score])).toEqual([
      ['lib/peer', 1],
      ['lib/pool', 2 / 3],
      ['all', 3 / 4],
    ]);
  });

  it('counts a mutant that no spec reaches as not noticed', () => {
    expect(scores([{ file: 'lib/a/a.ts', outcome: 'untested' }])[0]!.score).toBe(0);
  });

  it('is printed as a table, rounded down', () => {
    expect(scoreTable(scores(results))).toEqual([
      'folder    killed  timed out  survived  no spec  equivalent  score',
      'lib/peer       1          0         0        0           1  100 %',
      'lib/pool       1          1         1        0           0   66 %',
      'all            2          1         1        0           1   75 %',
    ]);
    expect(scores([])).toEqual([]);
  });
});

describe('a sample', () => {
  const items = Array.from({ length: 100 }, (_, i) => i);

  it('depends only on the seed', () => {
    expect(sample(items, 10, 1)).toEqual(sample(items, 10, 1));
    expect(sample(items, 10, 2)).not.toEqual(sample(items, 10, 1));
  });

  it('contains no item twice, and all items if the count exceeds their number', () => {
    expect(new Set(sample(items, 50, 3)).size).toBe(50);
    expect(sample(items, 1000, 3).toSorted((a, b) => a - b)).toEqual(items);
  });
});
