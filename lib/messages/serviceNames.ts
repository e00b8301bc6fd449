import { ServiceFlags } from './services.js';

const NAMES = new Map<bigint, string>(Object.entries(ServiceFlags).map(([name, flag]) => [flag, name]));

/** The names of the bits that are set in `services`, from the lowest: a name of ServiceFlags, or for example `bit 24`. At most 64. */
export function serviceNames(services: bigint): string[] {
  const names: string[] = [];
  for (let bit = 0n; bit < 64n; bit++) {
    const flag = 1n << bit;
    if ((services & flag) !== 0n) names.push(NAMES.get(flag) ?? `bit ${bit}`);
  }
  return names;
}
