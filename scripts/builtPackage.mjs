// Imports the built package, for scripts that are run by hand.
import { existsSync } from 'node:fs';

/** `rxpeer/wire` from dist/. If it was not built, prints what to do and exits with status 2. */
export async function importWire() {
  return importEntryPoint('wire');
}

/** `rxpeer/wire`, `rxpeer/capture` and `rxpeer/node` in one object: all that is needed to read recordings. */
export async function importCapture() {
  return {
    ...(await importEntryPoint('wire')),
    ...(await importEntryPoint('capture')),
    ...(await importEntryPoint('node')),
  };
}

async function importEntryPoint(name) {
  const url = new URL(`../dist/${name}.js`, import.meta.url);
  if (!existsSync(url)) {
    console.error(`dist/${name}.js is missing: run npm run build first`);
    process.exit(2);
  }
  return import(url.href);
}

/** Every network of the package, by name. */
export function networksOf({ bitcoin, lbry }) {
  return new Map([...Object.values(bitcoin), ...Object.values(lbry)].map((network) => [network.name, network]));
}
