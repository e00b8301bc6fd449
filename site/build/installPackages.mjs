import { execFile } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { versions } from 'node:process';
import { promisify } from 'node:util';
import { siteFolder } from './paths.mjs';

/** npm writes this file at the end of an installation. */
const INSTALLED = `${siteFolder}node_modules/.package-lock.json`;

/** The codes of npm for a registry that cannot be reached, or that refuses. */
const NETWORK_ERROR =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|E403|E429|E5\d\d)\b/;

/** The npm registry cannot be had: the packages of the site are not installed. */
export class RegistryError extends Error {
  constructor(message, options) {
    super(`the packages of site/package-lock.json cannot be had from the npm registry:\n${message}`, options);
  }
}

/** Errors if this Node version is older than the one that package.json asks for. */
export function checkNodeVersion(version = versions.node) {
  const [major, minor] = version.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    throw new Error(`this is Node ${version}: Node 20.19 or later is needed`);
}

/** Installs the packages of the lock file of the site, unless they are installed already. */
export async function installPackages() {
  if (existsSync(INSTALLED) && statSync(INSTALLED).mtimeMs >= statSync(`${siteFolder}package-lock.json`).mtimeMs)
    return;
  try {
    // The message of its error has what npm prints on standard error.
    await promisify(execFile)('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: siteFolder });
  } catch (error) {
    if (NETWORK_ERROR.test(error.message)) throw new RegistryError(error.message, { cause: error });
    throw error;
  }
}
