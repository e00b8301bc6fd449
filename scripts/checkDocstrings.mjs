// node scripts/checkDocstrings.mjs [ROOT]: exits with status 1 if a public name of the package has no docstring.
//
// Checked are the names that the entry points in package.json `exports` export, and the public fields and methods of exported interfaces,
// classes and object types. A field of a union of object types is checked at each of its declarations.
// Not checked: declarations outside lib/ (RxJS, Node), constructors, and fields that can hold a single literal (`command: 'ping'`).
import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The declarations that count as a field or method of a type. */
const MEMBER_KINDS = new Set([
  ts.SyntaxKind.PropertySignature,
  ts.SyntaxKind.MethodSignature,
  ts.SyntaxKind.PropertyDeclaration,
  ts.SyntaxKind.MethodDeclaration,
  ts.SyntaxKind.GetAccessor,
  ts.SyntaxKind.SetAccessor,
  ts.SyntaxKind.PropertyAssignment,
  ts.SyntaxKind.ShorthandPropertyAssignment,
  ts.SyntaxKind.Parameter,
]);

const root = resolve(process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url)));
const gaps = docstringGaps(root);
for (const { file, line, name } of gaps) console.error(`${file}:${line} ${name} has no docstring`);
if (gaps.length > 0) {
  console.error(
    `${gaps.length} public names without a docstring, in ${new Set(gaps.map(({ file }) => file)).size} files`,
  );
  process.exit(1);
}
console.log('every public name has a docstring');

/** Public names without a docstring, sorted by file and line. */
function docstringGaps(root) {
  const entryFiles = entryPoints(root);
  const program = ts.createProgram(entryFiles, compilerOptions(root));
  const checker = program.getTypeChecker();
  const names = new Map();
  const gaps = new Map();

  for (const entryFile of entryFiles) {
    const source = program.getSourceFile(entryFile);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) {
      console.error(`${relative(root, entryFile)} is an entry point in package.json, and no module`);
      process.exit(2);
    }
    for (const exported of checker.getExportsOfModule(module)) {
      names.set(exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported, exported.name);
    }
  }
  for (const [symbol, name] of names) check(symbol, name);
  // Unions last: their fields are reported under the name of the interface that declares them.
  for (const [symbol, name] of [...names].sort(([a], [b]) => Number(isUnion(a)) - Number(isUnion(b)))) {
    for (const member of membersOf(symbol)) check(member, `${name}.${member.name}`);
  }
  return [...gaps.values()].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line));

  /** Records a gap once per declaration, under the first name that leads to it. */
  function check(symbol, name) {
    const declaration = symbol.declarations?.find(isOurs);
    if (!declaration || symbol.getDocumentationComment(checker).length > 0) return;
    const source = declaration.getSourceFile();
    const start = declaration.getStart(source);
    const file = relative(root, source.fileName).split(sep).join('/');
    const key = `${file}:${start}`;
    if (gaps.has(key)) return;
    gaps.set(key, { file, line: source.getLineAndCharacterOfPosition(start).line + 1, name });
  }

  /** The public fields and methods of a type or class; none of a function, constant or primitive alias. */
  function membersOf(symbol) {
    const members = [];
    if (symbol.flags & ts.SymbolFlags.Class) {
      members.push(
        ...checker.getPropertiesOfType(checker.getTypeOfSymbol(symbol)).filter(({ name }) => name !== 'prototype'),
      );
    }
    if (symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)) {
      for (const type of objectTypes(checker.getDeclaredTypeOfSymbol(symbol)))
        members.push(...checker.getPropertiesOfType(type));
    }
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    return members
      .flatMap(declaredMembers)
      .filter((member) => member.declarations?.some(isCheckedMember) && !overridesForeign(type, member.name));
  }

  function isUnion(symbol) {
    return (symbol.flags & ts.SymbolFlags.TypeAlias) !== 0 && checker.getDeclaredTypeOfSymbol(symbol).isUnion();
  }

  function objectTypes(type) {
    if (type.isUnionOrIntersection()) return type.types.flatMap(objectTypes);
    return type.flags & ts.TypeFlags.Object ? [type] : [];
  }

  /** True if a base type outside of lib/ has this field: `name` of an Error. */
  function overridesForeign(type, name) {
    if (!type.isClassOrInterface()) return false;
    return checker.getBaseTypes(type).some((base) => {
      const declarations = base.getProperty(name)?.declarations ?? [];
      return declarations.some((declaration) => !isOurs(declaration)) || overridesForeign(base.target ?? base, name);
    });
  }

  /** Of a field that a mapped or intersection type joins from several, each of them. */
  function declaredMembers(member) {
    return member.links?.syntheticOrigin ? declaredMembers(member.links.syntheticOrigin) : [member];
  }

  function isCheckedMember(declaration) {
    const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
    return (
      isOurs(declaration) &&
      MEMBER_KINDS.has(declaration.kind) &&
      !(ts.getCombinedModifierFlags(declaration) & hidden) &&
      !ts.isPrivateIdentifier(declaration.name) &&
      !isSingleLiteral(declaration)
    );
  }
}

/** `command: 'ping'`, `ok: true`: a discriminant, or a field that is always undefined. */
function isSingleLiteral({ type }) {
  return type !== undefined && (ts.isLiteralTypeNode(type) || type.kind === ts.SyntaxKind.UndefinedKeyword);
}

function isOurs(declaration) {
  return declaration.getSourceFile().fileName.startsWith(`${root.split(sep).join('/')}/lib/`);
}

/** lib/X.ts for each dist/X.js that package.json exports, under any condition. */
function entryPoints(root) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const targets = targetsOf(exports).flatMap((target) => /^\.\/dist\/(.+)\.js$/.exec(target)?.[1] ?? []);
  return [...new Set(targets)].map((name) => join(root, 'lib', `${name}.ts`));
}

function targetsOf(exports) {
  if (typeof exports === 'string') return [exports];
  return exports ? Object.values(exports).flatMap(targetsOf) : [];
}

function compilerOptions(root) {
  const path = join(root, 'tsconfig.json');
  const config = existsSync(path) ? ts.readConfigFile(path, ts.sys.readFile).config : {};
  return { ...ts.convertCompilerOptionsFromJson(config.compilerOptions, root).options, noEmit: true };
}
