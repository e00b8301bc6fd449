import { ServiceFlags } from './services.js';

/**
 * Bits that other implementations define, by position. They are not in ServiceFlags, because this library does nothing with them. Bits 24 to 31 are
 * reserved for temporary experiments (Bitcoin Core, protocol.h): two experiments can use the same bit, so their names end with a question mark.
 *
 * Sources: 4: BUIP010, btcd SFNodeXthin; 5: Bitcoin Unlimited, protocol.h NODE_BITCOIN_CASH; 7: btcd SFNode2X; 12 and 13: the BIP draft of Utreexo and
 * Floresta; 24, 26, 27, 28: Bitcoin Knots, protocol.h NODE_UTREEXO_TMP, NODE_REPLACE_BY_FEE, NODE_REDUCED_DATA, NODE_BLAKE2B; 29: petertodd/bitcoin,
 * branch libre-relay, NODE_LIBRE_RELAY.
 */
const FOREIGN_NAMES: Readonly<Record<number, string>> = {
  4: 'xthin',
  5: 'bitcoinCash',
  7: 'segwit2x',
  12: 'utreexo',
  13: 'utreexoArchive',
  24: 'utreexo?',
  26: 'replaceByFee?',
  27: 'reducedData?',
  28: 'blake2b?',
  29: 'libreRelay?',
};

/** The named bits, from the lowest. */
const NAMES: readonly (readonly [flag: bigint, name: string])[] = [
  ...Object.entries(ServiceFlags).map(([name, flag]) => [flag, name] as const),
  ...Object.entries(FOREIGN_NAMES).map(([bit, name]) => [1n << BigInt(bit), name] as const),
].sort(([a], [b]) => (a < b ? -1 : 1));

/** The maximum number of texts that `serviceNames` returns: each name, and one for the bits without a name. */
export const MAX_SERVICE_NAMES = NAMES.length + 1;

/**
 * The names of the bits that are set in `services`, from the lowest: names of ServiceFlags, and names that other implementations use. All
 * other bits are combined in one last text, for example `unknown 0x300000000`, so that a remote that sets all 64 bits does not produce 64
 * texts. At most MAX_SERVICE_NAMES texts, each of at most 26 characters.
 *
 *     serviceNames(9n)                 ['network', 'witness']
 *     serviceNames(1n | (1n << 27n))   ['network', 'reducedData?']
 *     serviceNames(1n | (3n << 32n))   ['network', 'unknown 0x300000000']
 */
export function serviceNames(services: bigint): string[] {
  let unknown = BigInt.asUintN(64, services);
  const names: string[] = [];
  for (const [flag, name] of NAMES) {
    if ((unknown & flag) === 0n) continue;
    unknown &= ~flag;
    names.push(name);
  }
  if (unknown !== 0n) names.push(`unknown 0x${unknown.toString(16)}`);
  return names;
}
