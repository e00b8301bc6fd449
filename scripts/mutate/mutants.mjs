import ts from 'typescript';

/**
 * All mutants of a source text, in the order of the text. A mutant is one small change to code that is executed: not to types, imports or
 * the messages of thrown errors.
 */
export function mutantsOf(file, source) {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const lines = source.split('\n');
  const found = [];

  const add = (operator, node, replacement) => {
    const start = node.getStart(tree);
    const { line } = tree.getLineAndCharacterOfPosition(start);
    const original = source.slice(start, node.end);
    found.push({
      file,
      operator,
      line: line + 1,
      lineText: lines[line].trim(),
      start,
      end: node.end,
      original,
      replacement,
    });
  };

  const visit = (node) => {
    if (isSkipped(node)) return;
    for (const [operator, of] of OPERATORS) of(node, (target, replacement) => add(operator, target, replacement), tree);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found.sort((a, b) => a.start - b.start);
}

/** The source text with the change. */
export function mutated(source, { start, end, replacement }) {
  return source.slice(0, start) + replacement + source.slice(end);
}

function isSkipped(node) {
  return (
    ts.isTypeNode(node) ||
    ts.isImportDeclaration(node) ||
    ts.isExportDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    // The text of an error is for people; whether it is thrown depends on the condition around it.
    ts.isThrowStatement(node)
  );
}

const BOUNDARY = new Map([
  ['<', '<='],
  ['<=', '<'],
  ['>', '>='],
  ['>=', '>'],
]);
const EQUALITY = new Map([
  ['===', '!=='],
  ['!==', '==='],
  ['==', '!='],
  ['!=', '=='],
]);
const LOGIC = new Map([
  ['&&', '||'],
  ['||', '&&'],
]);
const ARITHMETIC = new Map([
  ['+', '-'],
  ['-', '+'],
  ['*', '/'],
  ['/', '*'],
  ['%', '*'],
  ['<<', '>>'],
  ['>>', '<<'],
  ['>>>', '<<'],
  ['+=', '-='],
  ['-=', '+='],
]);
const METHODS = new Map([
  ['push', 'unshift'],
  ['unshift', 'push'],
  ['shift', 'pop'],
  ['pop', 'shift'],
  ['min', 'max'],
  ['max', 'min'],
  ['floor', 'ceil'],
  ['ceil', 'floor'],
  ['some', 'every'],
  ['every', 'some'],
]);

/** Each operator by name: it calls `make(node, replacement)` for each change at this node. */
const OPERATORS = [
  ['boundary', binary(BOUNDARY)],
  ['equality', binary(EQUALITY)],
  ['logic', binary(LOGIC)],
  // This project joins text by templates, so + is a sum.
  ['arithmetic', binary(ARITHMETIC)],
  ['increment', increment],
  ['condition', condition],
  ['constant', constant],
  ['boolean', boolean],
  ['method', method],
  ['removal', removal],
];

function binary(pairs) {
  return (node, make) => {
    if (!ts.isBinaryExpression(node)) return;
    const replacement = pairs.get(node.operatorToken.getText());
    if (replacement !== undefined) make(node.operatorToken, replacement);
  };
}

function increment(node, make) {
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return;
  const isUp = node.operator === ts.SyntaxKind.PlusPlusToken;
  if (!isUp && node.operator !== ts.SyntaxKind.MinusMinusToken) return;
  // Changing the increment of a loop only makes it endless.
  if (ts.isForStatement(node.parent) && node.parent.incrementor === node) return;
  const operand = node.operand.getText();
  const sign = isUp ? '--' : '++';
  make(node, ts.isPrefixUnaryExpression(node) ? sign + operand : operand + sign);
}

/** Conditions that are a comparison are changed by `equality` and `boundary` instead. */
function condition(node, make) {
  const tested = ts.isIfStatement(node)
    ? node.expression
    : ts.isConditionalExpression(node)
      ? node.condition
      : undefined;
  if (tested === undefined) return;
  if (ts.isBinaryExpression(tested) && EQUALITY.has(tested.operatorToken.getText())) return;
  make(tested, `!(${tested.getText()})`);
}

function constant(node, make) {
  if (!ts.isNumericLiteral(node) && !ts.isBigIntLiteral(node)) return;
  const suffix = ts.isBigIntLiteral(node) ? 'n' : '';
  const text = node.getText().replaceAll('_', '').replace(/n$/, '');
  const value = suffix === '' ? Number(text) : BigInt(text);
  const one = suffix === '' ? 1 : 1n;
  make(node, `${value + one}${suffix}`);
  if (value > 0) make(node, `${value - one}${suffix}`);
}

function boolean(node, make) {
  if (node.kind === ts.SyntaxKind.TrueKeyword) make(node, 'false');
  if (node.kind === ts.SyntaxKind.FalseKeyword) make(node, 'true');
}

function method(node, make) {
  if (!ts.isCallExpression(node) || !ts.isPropertyAccessExpression(node.expression)) return;
  const { name } = node.expression;
  const replacement = METHODS.get(name.text);
  if (replacement !== undefined) make(name, replacement);
}

/** Removes a statement that is a call or an assignment; not `super()`, without which no constructor works. */
function removal(node, make) {
  if (!ts.isExpressionStatement(node)) return;
  const { expression } = node;
  if (ts.isStringLiteral(expression)) return;
  if (ts.isCallExpression(expression) && expression.expression.kind === ts.SyntaxKind.SuperKeyword) return;
  make(node, ';');
}
