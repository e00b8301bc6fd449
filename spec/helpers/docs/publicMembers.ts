import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../nodes/projectRoot.js';

/** The names of the members of an interface of lib/, in its source; those of the interfaces that it extends are not included. */
export async function membersOf(file: string, name: string): Promise<string[]> {
  const text = await readFile(join(projectRoot, file), 'utf8');
  const names: string[] = [];
  ts.forEachChild(ts.createSourceFile(file, text, ts.ScriptTarget.Latest), (node) => {
    if (!ts.isInterfaceDeclaration(node) || node.name.text !== name) return;
    for (const { name: member } of node.members) if (member && ts.isIdentifier(member)) names.push(member.text);
  });
  if (names.length === 0) throw new Error(`no interface ${name} in ${file}`);
  return names;
}
