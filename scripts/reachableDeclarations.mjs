import ts from 'typescript';

/**
 * The declaration files that these entry points need. Of each file only the statements remain that an entry point reaches: its exports, the types
 * in these exports, and so on. Comments stay.
 *
 * @param {readonly string[]} entries paths of .d.ts files, all of whose exports are kept
 * @returns {Map<string, string>} the text of each file, by path; files that nothing reaches are absent
 */
export function reachableDeclarations(entries) {
  const program = ts.createProgram([...entries], {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    skipLibCheck: true,
    types: ['node'],
  });
  const checker = program.getTypeChecker();
  const isOurs = (source) => source.fileName.includes('/dist/') && !source.fileName.includes('/node_modules/');
  const ours = new Set(program.getSourceFiles().filter(isOurs));
  /** The statements that are kept, and the import and export specifiers in them. */
  const kept = new Set();
  const queue = [];

  const keepStatement = (node) => {
    let statement = node;
    while (statement !== undefined && !ts.isSourceFile(statement.parent)) {
      if (ts.isImportSpecifier(statement) || ts.isExportSpecifier(statement)) kept.add(statement);
      statement = statement.parent;
    }
    if (statement === undefined || !ours.has(statement.parent)) return;
    const isList = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    if (kept.has(statement) && !isList) return;
    kept.add(statement);
    if (!isList) queue.push(statement);
  };
  /** Keeps the declarations of a symbol. If the symbol is an alias, it also keeps each declaration on the way to the original. */
  const seen = new Set();
  const keepSymbol = (symbol) => {
    if (symbol === undefined || seen.has(symbol)) return;
    seen.add(symbol);
    for (const declaration of symbol.declarations ?? []) {
      if (!ours.has(declaration.getSourceFile())) continue;
      keepStatement(declaration);
      if (ts.isExportSpecifier(declaration) && declaration.parent.parent.moduleSpecifier === undefined) {
        keepSymbol(checker.getExportSpecifierLocalTargetSymbol(declaration));
      }
    }
    if (symbol.flags & ts.SymbolFlags.Alias) {
      keepSymbol(checker.getImmediateAliasedSymbol(symbol));
      keepSymbol(checker.getAliasedSymbol(symbol));
    }
  };
  const visit = (node) => {
    if (ts.isIdentifier(node)) {
      keepSymbol(checker.getSymbolAtLocation(node));
      if (node.parent && ts.isShorthandPropertyAssignment(node.parent))
        keepSymbol(checker.getShorthandAssignmentValueSymbol(node.parent));
    } else if (ts.isImportTypeNode(node)) {
      keepSymbol(checker.getSymbolAtLocation(node.qualifier ?? node.argument.literal));
      const source = checker.getSymbolAtLocation(node.argument.literal)?.declarations?.[0];
      if (source !== undefined && ours.has(source)) keptFiles.add(source);
    }
    ts.forEachChild(node, visit);
  };
  const keptFiles = new Set(entries.map((entry) => program.getSourceFile(entry)));
  for (const entry of keptFiles) {
    for (const symbol of checker.getExportsOfModule(checker.getSymbolAtLocation(entry))) keepSymbol(symbol);
    for (const statement of entry.statements) {
      if (!ts.isExportDeclaration(statement)) continue;
      kept.add(statement);
      for (const specifier of statement.exportClause?.elements ?? []) {
        kept.add(specifier);
        keepSymbol(checker.getSymbolAtLocation(specifier.name));
      }
    }
  }
  while (queue.length > 0) visit(queue.pop());

  const texts = new Map();
  for (const source of ours) {
    const statements = source.statements.filter(
      (each) =>
        kept.has(each) ||
        (ts.isExportDeclaration(each) &&
          each.exportClause === undefined &&
          each.moduleSpecifier &&
          keptFiles.has(source)),
    );
    if (statements.length === 0 && !keptFiles.has(source)) continue;
    texts.set(source.fileName, `${statements.map((each) => textOf(source, each, kept)).join('\n')}\nexport {};\n`);
  }
  return texts;
}

/** A statement with its comment. Of an import or export only the specifiers that are kept. */
function textOf(source, statement, kept) {
  const full = source.text.slice(statement.getFullStart(), statement.end).trim();
  const list = statement.exportClause ?? statement.importClause?.namedBindings;
  if (list === undefined || list.elements === undefined) return full;
  const names = list.elements.filter((each) => kept.has(each)).map((each) => each.getText(source));
  const start = list.getStart(source);
  const head = source.text.slice(statement.getStart(source), start);
  return `${head}{ ${names.join(', ')} }${source.text.slice(list.end, statement.end)}`;
}
