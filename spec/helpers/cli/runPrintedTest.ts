import ts from 'typescript';
import * as rxpeer from '../../../lib/index.js';
import * as marbles from '../../../lib/marbles.js';

/**
 * Runs the tests in the source that `rxpeer marbles` prints, unchanged, and returns their titles. Throws the error of a failed test.
 */
export function runPrintedTest(source: string): string[] {
  const titles: string[] = [];
  const test = (title: string, body: () => void): void => {
    body();
    titles.push(title);
  };
  const modules: Readonly<Record<string, object>> = { 'node:test': { test }, rxpeer, 'rxpeer/marbles': marbles };
  const { outputText } = ts.transpileModule(source, { compilerOptions: { module: ts.ModuleKind.CommonJS } });
  const require = (name: string): object => modules[name]!;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval, @typescript-eslint/no-unsafe-call -- the source under test
  new Function('require', 'exports', outputText)(require, {});
  return titles;
}
