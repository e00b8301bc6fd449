import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** What the figures were measured on, as far as they depend on it; no names. */
export function machine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]}`,
    node: process.version,
    openssl: process.versions.openssl,
  };
}
