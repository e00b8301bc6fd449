import { compileFunction } from 'node:vm';
import * as rxjs from 'rxjs';
import * as rxpeer from '../../lib/index.js';

/** What an example may import: the library from its source, so that no build is needed. */
const MODULES: Readonly<Record<string, object>> = { rxjs, rxpeer };

/** What a module of JavaScript exports as `export const`. Its imports are by name, a line each. */
export function evaluateExample(code: string): Readonly<Record<string, unknown>> {
  const exported: Record<string, unknown> = {};
  const script = code
    .replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, 'const $1 = modules["$2"];')
    .replace(/^export const (\w+) =/gm, 'const $1 = exported.$1 =');
  const run = compileFunction(script, ['modules', 'exported']) as (modules: object, exported: object) => void;
  run(MODULES, exported);
  return exported;
}
