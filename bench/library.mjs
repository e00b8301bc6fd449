// Loads the library that a process measures: the build of this checkout, or the build of the baseline's checkout.
// The benchmark code is the same for both. It uses public entry points, because the internal modules of two versions differ. Only packets/ imports
// internal modules, and knows the names of both versions.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Names the checkout for a child process and for the processes that the child starts. */
const CHECKOUT_VARIABLE = 'RXPEER_BENCH_CHECKOUT';

/** The checkout that this file belongs to. */
export const OWN_CHECKOUT = fileURLToPath(new URL('..', import.meta.url));

const checkout = process.env[CHECKOUT_VARIABLE] ?? OWN_CHECKOUT;

/** Environment variables for a child process that measures the build in `folder`. */
export function checkoutEnvironment(folder) {
  return { [CHECKOUT_VARIABLE]: folder };
}

/**
 * The exports of a file of dist/.
 *
 * @param {string} entryPoint its path without `.js`, such as `index` or `node`
 */
export function importLibrary(entryPoint) {
  return import(pathToFileURL(join(checkout, 'dist', `${entryPoint}.js`)).href);
}

/** The RxJS copy that the measured library imports, so that its operators never run on Subjects of a second copy. */
export function importRxjs() {
  return createRequire(join(checkout, 'dist', 'index.js'))('rxjs');
}

/** Every command of a network's message table, and 'unknown', the command of every other message. */
export function commandsOf(network) {
  return [...network.messages.keys(), 'unknown'];
}

/** Why the build in `folder` cannot be measured and what to do about it; undefined if it can be measured. */
export function problemOfCheckout(folder) {
  const missing = ['index', 'node', 'wire'].map((name) => join(folder, 'dist', `${name}.js`)).find(isMissing);
  if (missing !== undefined)
    return `${missing} is missing: check out a commit of rxpeer in ${folder} and build it there (npm ci && npm run build)`;
  try {
    createRequire(join(folder, 'dist', 'index.js')).resolve('rxjs');
    return undefined;
  } catch {
    return `rxjs is not installed in ${folder}: run npm ci there`;
  }
}

function isMissing(file) {
  return !existsSync(file);
}
