import { existsSync, statSync } from 'node:fs';
import { versions } from 'node:process';
import { rootFolder, siteFolder } from './paths.mjs';
import { runProgram } from './runProgram.mjs';

/** npm writes this file at the end of an installation. */
const INSTALLED = `${siteFolder}node_modules/.package-lock.json`;

/** Errors if this Node version is older than the one that package.json asks for. */
export function checkNodeVersion(version = versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`this is Node ${version}: Node 20.19 or later is needed`);
}

/** Installs the packages of the site, unless those of the lock file are installed already. */
export async function installPackages() {
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(`${siteFolder}package-lock.json`).mtimeMs)
    return;
  try {
    await runProgram('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: siteFolder });
  } catch (error) {
    throw new Error(
      `the packages of site/package-lock.json cannot be installed: is the npm registry reachable?\n${error.message}`,
      {
        cause: error,
      },
    );
  }
}

/** Builds dist if it is missing: pages show what its program prints. */
export async function buildPackage() {
  if (existsSync(`${rootFolder}dist/cli/rxpeer.js`)) return;
  await runProgram('npm', ['run', 'build'], { cwd: rootFolder });
}
