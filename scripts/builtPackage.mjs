// The built package, for scripts that are run by hand.
import { existsSync } from 'node:fs';

/** `rxpeer/wire` from dist/; says what to do and ends the process (2) where it was not built. */
export async function importWire() {
  return importDoor('wire');
}

/** What reads recordings: `rxpeer/wire`, `rxpeer/capture` and `rxpeer/node` in one. */
export async function importCapture() {
  return { ...(await importDoor('wire')), ...(await importDoor('capture')), ...(await importDoor('node')) };
}

async function importDoor(door) {
  const url = new URL(`../dist/${door}.js`, import.meta.url);
  if (!existsSync(url)) {
    console.error(`dist/${door}.js is missing: run npm run build first`);
    process.exit(2);
  }
  return import(url.href);
}

/** Every network that the package knows, by name. */
export function networksOf({ bitcoin, lbry }) {
  return new Map([...Object.values(bitcoin), ...Object.values(lbry)].map((network) => [network.name, network]));
}
