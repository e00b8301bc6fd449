import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Packages that a page has anyway, or that the user chooses: they are not part of the bundles. */
const EXTERNAL = ['rxjs', 'rxjs/*', '@nats-io/*', 'protobufjs', 'protobufjs/*', 'hyparquet-writer', 'fzstd'];

/**
 * The size of one entry point in a page: all its exports, bundled and minified by esbuild for browsers, with code splitting.
 *
 * @param {string} folder the project's root, with a built dist/
 * @param {string} path the module of the entry point, such as `dist/wire.js`
 * @returns {Promise<{ gzipBytes: number, lazyGzipBytes: number }>} the sizes after gzip of the files that the page loads at once, and of those
 * that it loads by dynamic imports
 */
export async function measureSize(folder, path) {
  const { metafile, outputFiles } = await build({
    entryPoints: [path],
    absWorkingDir: folder,
    outdir: 'out',
    bundle: true,
    minify: true,
    splitting: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    metafile: true,
    external: EXTERNAL,
    legalComments: 'none',
    logLevel: 'silent',
    // The project's tsconfig maps the conditional imports to the modules for Node; users of the package have no such mapping.
    tsconfigRaw: '{}',
  });
  const gzipBytes = new Map(outputFiles.map((file) => [file.path, gzipSync(file.contents, { level: 9 }).length]));
  const sizeOf = (output) => gzipBytes.get(join(folder, output));
  const outputs = Object.entries(metafile.outputs);
  const atOnce = new Set(outputs.filter(([, { entryPoint }]) => entryPoint === path).map(([name]) => name));
  for (const output of atOnce) {
    for (const { kind, path: imported } of metafile.outputs[output].imports) {
      if (kind === 'import-statement' && imported in metafile.outputs) atOnce.add(imported);
    }
  }
  const sum = (names) => names.reduce((total, name) => total + sizeOf(name), 0);
  return {
    gzipBytes: sum([...atOnce]),
    lazyGzipBytes: sum(outputs.map(([name]) => name).filter((name) => !atOnce.has(name))),
  };
}
