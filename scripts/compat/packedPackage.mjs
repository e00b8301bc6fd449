import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runProgram.mjs';
import { npmInstall } from './tools.mjs';

const project = fileURLToPath(new URL('../../', import.meta.url));
const PACK_TIMEOUT_MS = 60_000;

/**
 * Packs dist/ as it is, and installs the package with its peer dependency and the types of Node into an empty temporary folder. Errors if npm
 * fails, or dist/ is missing.
 *
 * @returns {Promise<{ root: string, version: string, projectOf: Function, remove: () => Promise<void> }>}
 */
export async function installPackedPackage() {
  if (!existsSync(join(project, 'dist', 'index.js'))) throw new Error('dist/ is missing: run npm run build first');
  const manifest = JSON.parse(await readFile(join(project, 'package.json'), 'utf8'));
  const root = await mkdtemp(join(tmpdir(), 'rxpeer-compat-'));
  const remove = () => rm(root, { recursive: true, force: true, maxRetries: 5 });
  // Also after Ctrl-C.
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  try {
    // prepare would build dist/ again.
    const args = ['pack', project, '--ignore-scripts', '--pack-destination', root];
    const packed = await runProgram('npm', args, { cwd: root, timeoutMs: PACK_TIMEOUT_MS });
    const tarball = (await readdir(root)).find((name) => name.endsWith('.tgz'));
    if (packed.code !== 0 || tarball === undefined) throw new Error(`npm pack failed:\n${packed.output}`);
    await writeFile(join(root, 'package.json'), JSON.stringify({ private: true, type: 'module' }));
    const { peerDependencies, devDependencies } = manifest;
    const packages = [`./${tarball}`, `rxjs@${peerDependencies.rxjs}`, `@types/node@${devDependencies['@types/node']}`];
    const installed = await npmInstall(root, packages);
    if (installed.code !== 0) throw new Error(`npm install of the package failed:\n${installed.output}`);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    root,
    version: manifest.version,
    remove,

    /**
     * Creates a project in a subfolder, from which the package is found, with these files and these packages of tools.
     *
     * @param {string} name of the cell
     * @param {{ files: Record<string, string>, isModule?: boolean, tools?: readonly { packageName: string, folder: string }[] }} contents
     * @returns {Promise<string>} its path
     */
    async projectOf(name, { files, isModule = true, tools = [] }) {
      const folder = join(root, name.replaceAll(/[^\w.-]/g, '-'));
      const manifestOfProject = { private: true, type: isModule ? 'module' : 'commonjs' };
      const all = { 'package.json': JSON.stringify(manifestOfProject), ...files };
      await mkdir(folder);
      for (const [file, text] of Object.entries(all)) await writeFile(join(folder, file), text);
      for (const tool of tools) {
        const link = join(folder, 'node_modules', tool.packageName);
        await mkdir(dirname(link), { recursive: true });
        await symlink(tool.folder, link, 'dir');
      }
      return folder;
    },
  };
}
