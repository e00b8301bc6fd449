import { existsSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { libraryImports } from '../../scripts/libraryImports.mjs';
import { projectRoot } from '../helpers/nodes/projectRoot.js';

describe('the conditional imports of package.json', () => {
  it('lead to sources, by the first condition that is set', () => {
    const names = ['#fast', '#fastV2', '#sha256'];
    const sourcesOf = (...conditions: string[]) => names.map((name) => libraryImports(...conditions).get(name));
    expect(sourcesOf('node')).toEqual(['lib/fast/fastNetwork.ts', 'lib/fast/fastV2.ts', 'lib/crypto/sha256Node.ts']);
    expect(sourcesOf('rxpeer-plain')).toEqual([
      'lib/networks/plainNetwork.ts',
      'lib/frame/v2/plainV2.ts',
      'lib/crypto/sha256Noble.ts',
    ]);
    const all = [...libraryImports('node').values(), ...libraryImports('rxpeer-plain').values()];
    expect(all.filter((file) => !existsSync(join(projectRoot, file)))).toEqual([]);
  });

  it.each([
    ['.', 'node'],
    ['lib/dashboard/page', 'node'],
    ['spec/browser', 'node'],
    ['examples', 'node'],
    ['examples/browser', 'node'],
    ['site/marbles', 'browser'],
  ])('are the paths of %s/tsconfig.json, for %s', (folder, condition) => {
    const file = join(projectRoot, folder, 'tsconfig.json');
    const { options } = ts.getParsedCommandLineOfConfigFile(
      file,
      {},
      { ...ts.sys, onUnRecoverableConfigFileDiagnostic },
    )!;
    const base = (options as { pathsBasePath?: string }).pathsBasePath!;
    const found = Object.entries(options.paths ?? {}).filter(([name]) => name.startsWith('#'));
    const sources = found.map(([name, [path]]) => [name, normalize(join(base, path!))]);
    const expected = Array.from(libraryImports(condition), ([name, source]) => [name, join(projectRoot, source)]);
    expect(Object.fromEntries(sources)).toEqual(Object.fromEntries(expected));
    expect(sources).toHaveLength(expected.length);
  });
});

function onUnRecoverableConfigFileDiagnostic({ messageText }: ts.Diagnostic): never {
  throw new Error(ts.flattenDiagnosticMessageText(messageText, '\n'));
}
