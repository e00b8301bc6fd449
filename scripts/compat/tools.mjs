import { existsSync, readFileSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { arch, platform } from 'node:process';
import { fileURLToPath } from 'node:url';
import { runProgram } from './runProgram.mjs';

const NPM_TIMEOUT_MS = 120_000;

const project = fileURLToPath(new URL('../../', import.meta.url));
const cache = join(project, '.cache', 'compat');

/**
 * The tools: a package, the version to install (none: it is a development dependency of this project), and the file to run, the first that
 * exists. A tool without a file is imported by name.
 *
 * @type {Readonly<Record<string, { packageName: string, version?: string, files: readonly string[] }>>}
 */
export const TOOLS = {
  'node-20.19': nodeOf('20.19.0'),
  'node-20': nodeOf('20'),
  'node-22': nodeOf('22'),
  'node-24': nodeOf('24'),
  'node-26': nodeOf('26'),
  // The installation script of bun moves the program to bin/bun.exe, on Linux too.
  bun: {
    packageName: 'bun',
    version: '1',
    files: ['bun/bin/bun.exe', `@oven/bun-${platform}-${arch === 'arm64' ? 'aarch64' : arch}/bin/bun`],
  },
  deno: {
    packageName: 'deno',
    version: '2',
    files: [`@deno/${platform}-${arch}-glibc/deno`, `@deno/${platform}-${arch}/deno`],
  },
  'typescript-5.4': { packageName: 'typescript-5.4', files: ['typescript-5.4/bin/tsc'] },
  'typescript-5.9': { packageName: 'typescript-5.9', files: ['typescript-5.9/bin/tsc'] },
  'typescript-6': { packageName: 'typescript', files: ['typescript/bin/tsc'] },
  'typescript-7': { packageName: 'typescript-7', files: ['typescript-7/bin/tsc'] },
  jest: { packageName: 'jest', files: ['jest/bin/jest.js'] },
  vitest: { packageName: 'vitest', files: ['vitest/vitest.mjs'] },
  esbuild: { packageName: 'esbuild', files: ['esbuild/bin/esbuild'] },
  webpack: { packageName: 'webpack', version: '5', files: ['webpack/bin/webpack.js'] },
  vite: { packageName: 'vite', version: '8', files: ['vite/bin/vite.js'] },
};

function nodeOf(version) {
  const packageName = `node-${platform}-${arch}`;
  return { packageName, version, files: [`${packageName}/bin/node`] };
}

/**
 * Installs the tool into .cache/compat, unless it is there or a dependency of this project.
 *
 * @param {string} name
 * @param {{ isFresh?: boolean }} [options] `isFresh`: ask npm for a newer version even if it is there
 * @returns {Promise<{ name: string, version: string, file: string, folder: string, packageName: string } | { name: string, absence: string }>}
 *   `file` is the file to run, `folder` the folder of its package, `absence` the reason why there is none
 */
export async function installTool(name, { isFresh = false } = {}) {
  const tool = TOOLS[name];
  if (tool === undefined) throw new RangeError(`no tool is named ${name}`);
  const folder = tool.version === undefined ? project : join(cache, name);
  const found = foundTool(name, folder);
  if (found !== undefined && (!isFresh || tool.version === undefined)) return found;
  if (tool.version === undefined) return { name, absence: `${tool.packageName} is not installed: run npm ci` };

  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  await rm(join(folder, 'package-lock.json'), { force: true });
  const { code, output } = await npmInstall(folder, [
    ...(isFresh ? ['--prefer-online'] : []),
    `${tool.packageName}@${tool.version}`,
  ]);
  if (code !== 0)
    return { name, absence: `npm install ${tool.packageName}@${tool.version} failed: ${lastLines(output)}` };
  return (
    foundTool(name, folder) ?? {
      name,
      absence: `${tool.packageName} has none of ${tool.files.join(', ')} on ${platform} ${arch}`,
    }
  );
}

/** Runs npm install in a folder. */
export function npmInstall(cwd, packages) {
  const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...packages];
  return runProgram('npm', args, { cwd, timeoutMs: NPM_TIMEOUT_MS });
}

function foundTool(name, folder) {
  const { packageName, files } = TOOLS[name];
  const modules = join(folder, 'node_modules');
  const file = files.map((each) => join(modules, each)).find((each) => existsSync(each));
  if (file === undefined) return undefined;
  const { version } = JSON.parse(readFileSync(join(modules, packageName, 'package.json'), 'utf8'));
  // Some versions of the packages of Node are written as v20.19.0.
  return { name, version: version.replace(/^v/, ''), file, folder: join(modules, packageName), packageName };
}

function lastLines(output) {
  return output.trim().split('\n').slice(-3).join(' / ');
}
