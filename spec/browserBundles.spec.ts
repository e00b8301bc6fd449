import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { build, type Plugin } from 'esbuild';
import { projectRoot } from './helpers/nodes/projectRoot.js';

interface Manifest {
  readonly imports: Readonly<Record<string, { readonly default: string }>>;
}

/** Resolves `#…` as a bundler for browsers does, but to the sources, so that this spec needs no build. */
const portableImports: Plugin = {
  name: 'portable imports',
  setup(building) {
    const { imports } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as Manifest;
    building.onResolve({ filter: /^#/ }, ({ path }) => ({
      path: join(projectRoot, imports[path]!.default.replace('./dist/', 'lib/').replace(/\.js$/, '.ts')),
    }));
  },
};

/** The files in the bundle of an entry point for browsers. Rejects if one of them imports a module of Node. */
async function bundledFiles(entry: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [`lib/${entry}.ts`],
    absWorkingDir: projectRoot,
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
    metafile: true,
    plugins: [portableImports],
    tsconfigRaw: '{}',
  });
  return Object.keys(metafile.inputs);
}

describe('the bundle for browsers of', () => {
  it.each(['index', 'wire', 'browser', 'marbles', 'simulator', 'metrics'])(
    'rxpeer, %s.ts, needs no module of Node',
    async (entry) => {
      const files = await bundledFiles(entry);
      expect(files).toContain(`lib/${entry}.ts`);
      expect(
        files.filter((file) => /^node:|(crypto|fast|transport)\/\w+Node\.ts$|transport\/tcp|\/ws\//.test(file)),
      ).toEqual([]);
      expect(files.includes('lib/transport/socketsPortable.ts')).toBe(entry === 'simulator');
    },
  );

  it('rxpeer/node does not exist: the same check finds what is missing in a page', async () => {
    await expect(bundledFiles('node')).rejects.toThrow(/Could not resolve "node:/);
  });
});
