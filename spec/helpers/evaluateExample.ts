import { compileFunction } from 'node:vm';
import * as rxjs from 'rxjs';
import ts from 'typescript';
import * as rxpeer from '../../lib/index.js';
import * as node from '../../lib/node.js';

/** The modules that an example may import: the library from its source, so that no build is needed. */
const MODULES: Readonly<Record<string, object>> = { rxjs, rxpeer, 'rxpeer/node': node };

/** Returns the `export const` values of a TypeScript module. The module may only use named imports. */
export function evaluateExample(code: string): Readonly<Record<string, unknown>> {
  const exported: Record<string, unknown> = {};
  const { outputText } = ts.transpileModule(code, { compilerOptions: ERASING });
  const script = outputText
    .replace(/^import (\{[^}]*\}) from '([^']+)';$/gm, 'const $1 = modules["$2"];')
    .replace(/^export const (\w+) =/gm, 'const $1 = exported.$1 =');
  const run = compileFunction(script, ['modules', 'exported']) as (modules: object, exported: object) => void;
  run(MODULES, exported);
  return exported;
}

/** Removes the types and changes nothing else. */
export const ERASING = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, verbatimModuleSyntax: true };
