import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

/** The properties of the machine that the figures depend on. Contains no host or user names. */
export function describeMachine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGibibytes: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split('-')[0]}`,
    node: process.version,
    openssl: process.versions.openssl,
  };
}
