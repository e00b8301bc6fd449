import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import * as capture from '../../../lib/capture.js';
import * as main from '../../../lib/index.js';
import * as marbles from '../../../lib/marbles.js';
import * as nats from '../../../lib/nats.js';
import * as node from '../../../lib/node.js';
import * as parquet from '../../../lib/parquet.js';
import { projectRoot } from '../nodes/projectRoot.js';

/** An error class of lib/. */
export interface ErrorClass {
  readonly name: string;
  /** The codes of its type `…ErrorCode`; empty if it has none of its own. */
  readonly codes: readonly string[];
  /** Whether an entry point exports it. */
  readonly isExported: boolean;
}

const ENTRY_POINTS: readonly object[] = [main, node, capture, marbles, nats, parquet];

/** All classes of lib/ that extend Error, from its source, so that a new class or code is found too. */
export async function errorClasses(): Promise<ErrorClass[]> {
  const parents = new Map<string, string>();
  const codes = new Map<string, string[]>();
  for (const source of await sources('lib')) {
    ts.forEachChild(source, (node) => {
      if (ts.isClassDeclaration(node)) parents.set(node.name!.text, parentOf(node));
      else if (ts.isTypeAliasDeclaration(node) && node.name.text.endsWith('ErrorCode')) {
        codes.set(node.name.text, literalsOf(node.type));
      }
    });
  }
  const isError = (name: string): boolean => name === 'Error' || (parents.has(name) && isError(parents.get(name)!));
  return [...parents.keys()].filter(isError).map((name) => ({
    name,
    codes: codes.get(`${name}Code`) ?? [],
    isExported: ENTRY_POINTS.some((entry) => name in entry),
  }));
}

/** The exit codes in the comments of the commands: `@returns the exit code: 0 after …; 1 if …`. */
export async function exitCodes(): Promise<number[]> {
  const texts = (await sources('lib/cli')).flatMap(({ text }) =>
    [...text.matchAll(/@returns [^:]*exit code: ([^@]*?)\*\//g)].map((match) => match[1]!),
  );
  const found = texts.flatMap((text) => [...text.matchAll(/(?:^|; )(\d+)\b/g)].map((match) => Number(match[1])));
  return [...new Set(found)].sort((a, b) => a - b);
}

async function sources(folder: string): Promise<ts.SourceFile[]> {
  const files = await readdir(join(projectRoot, folder), { recursive: true });
  const names = files.filter((file) => file.endsWith('.ts'));
  return Promise.all(
    names.map(async (file) => {
      const text = await readFile(join(projectRoot, folder, file), 'utf8');
      return ts.createSourceFile(file, text, ts.ScriptTarget.Latest);
    }),
  );
}

function parentOf({ heritageClauses = [] as unknown as ts.NodeArray<ts.HeritageClause> }: ts.ClassDeclaration): string {
  const clause = heritageClauses.find(({ token }) => token === ts.SyntaxKind.ExtendsKeyword);
  const parent = clause?.types[0]?.expression;
  return parent !== undefined && ts.isIdentifier(parent) ? parent.text : '';
}

function literalsOf(type: ts.TypeNode): string[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(literalsOf);
  return ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal) ? [type.literal.text] : [];
}
