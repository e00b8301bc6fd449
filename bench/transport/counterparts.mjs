// What other implementations of BIP324 take per packet and per key exchange. As a program, node counterparts.mjs [SECONDS], it prints one row
// of JSON per line.
import { fileURLToPath } from 'node:url';
import { buildBtcd, packetsByBtcd } from '../go/btcd.mjs';
import { buildBip324, packetsByBip324 } from '../rust/bip324.mjs';

const COUNTERPARTS = [
  { candidate: 'btcd v2transport 1.1.0', build: buildBtcd, measure: packetsByBtcd },
  { candidate: 'rust bip324 0.11.0', build: buildBip324, measure: packetsByBip324 },
];

/**
 * Measures each implementation that can be built on this machine.
 *
 * A row is `{ candidate, kind, contentsBytes, operations, seconds, microseconds, bytesPerSecond }`, of which `microseconds` is processor time per
 * operation; or `{ candidate, skipped }` with the reason. The kinds are `encrypt` and `decrypt`: one packet, with the cipher of its length, by
 * the functions that a peer calls; `encryptByCiphers` and `decryptByCiphers` (btcd): the same by the ciphers alone; `handshake`: both ends of a
 * key exchange, so that one end takes half of it.
 *
 * @param {{ seconds?: number, showStep?: (text: string) => void }} options `seconds`: processor time per kind and size
 */
export async function measureCounterparts({ seconds = 0.5, showStep = () => undefined } = {}) {
  const rows = [];
  for (const { candidate, build, measure } of COUNTERPARTS) {
    showStep(`packets, building ${candidate}`);
    const skipped = await build();
    if (skipped !== undefined) {
      rows.push({ candidate, skipped });
      continue;
    }
    showStep(`packets, ${candidate}`);
    for (const figures of await measure(seconds)) rows.push(rowOf(candidate, figures));
  }
  return rows;
}

function rowOf(candidate, figures) {
  const { contentsBytes, operations, seconds } = figures;
  return {
    candidate,
    ...figures,
    microseconds: (seconds / operations) * 1e6,
    bytesPerSecond: (contentsBytes * operations) / seconds,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const showStep = (text) => process.stderr.write(`${text}\n`);
  const [seconds = '0.5'] = process.argv.slice(2);
  for (const row of await measureCounterparts({ seconds: Number(seconds), showStep })) console.log(JSON.stringify(row));
}
