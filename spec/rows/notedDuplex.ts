import type { Duplex } from '../../lib/index.js';

/** Wraps a duplex and records each call of write and close. */
export function noted(duplex: Duplex): { duplex: Duplex; calls: string[] } {
  const calls: string[] = [];
  return {
    calls,
    duplex: {
      chunk$: duplex.chunk$,
      drain$: duplex.drain$,
      address: duplex.address,
      direction: duplex.direction,
      pause: () => duplex.pause(),
      resume: () => duplex.resume(),
      write(chunk, done) {
        calls.push('write');
        return duplex.write(chunk, done);
      },
      close(options) {
        calls.push('close');
        duplex.close(options);
      },
    },
  };
}
