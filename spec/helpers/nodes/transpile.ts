import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { projectRoot } from './projectRoot.js';

/** Transpiles a file of lib/ and its imports to JavaScript in a separate folder, so that a program can run it; returns the path. */
export function transpile(entry: string, folder: string): string {
  const done = new Set<string>();

  function visit(path: string): void {
    if (done.has(path)) return;
    done.add(path);
    const { outputText } = ts.transpileModule(readFileSync(join(projectRoot, path), 'utf8'), {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, verbatimModuleSyntax: true },
    });
    const target = join(folder, path.replace(/\.ts$/, '.mjs'));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText.replace(/(from '\.[^']+)\.js';/g, "$1.mjs';"));
    for (const [, imported] of outputText.matchAll(/from '(\.[^']+)\.js';/g)) {
      visit(normalize(join(dirname(path), `${imported!}.ts`)));
    }
  }

  visit(entry);
  symlinkSync(join(projectRoot, 'node_modules'), join(folder, 'node_modules'));
  return join(folder, entry.replace(/\.ts$/, '.mjs'));
}
