import { createRequire } from 'node:module';

/** The project's own TypeScript compiler, as a script. */
export const tscPath = createRequire(import.meta.url).resolve('typescript/bin/tsc');
