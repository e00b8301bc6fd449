// Bundles a TypeScript file of the project, with the sources of the library, for Node or for a browser.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { libraryImports } from '../libraryImports.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * @param {{ readonly entry: string, readonly outfile: string, readonly platform: 'node' | 'browser' }} options paths relative to the root of
 *   the project
 * @returns {Promise<import('esbuild').Metafile>} what is in the bundle
 */
export async function bundleScript({ entry, outfile, platform }) {
  const { metafile } = await build({
    entryPoints: [entry],
    outfile,
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform,
    target: platform === 'node' ? 'node20' : 'es2022',
    minify: platform === 'browser',
    metafile: true,
    logLevel: 'warning',
    plugins: [sourcesOfImports(platform)],
    // The paths of tsconfig.json name the files for Node.
    tsconfigRaw: '{}',
  });
  return metafile;
}

/** Resolves `#…` as package.json does, but to the sources, so that nothing has to be built before. */
function sourcesOfImports(platform) {
  const sources = libraryImports(...(platform === 'node' ? ['node'] : []));
  return {
    name: 'library imports',
    setup(building) {
      building.onResolve({ filter: /^#/ }, ({ path }) => {
        const source = sources.get(path);
        return source && { path: join(root, source) };
      });
    },
  };
}
