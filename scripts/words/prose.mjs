// Finds the prose of a file. Each function returns the text at its full length, so that offsets stay valid: characters that are not prose
// other than line breaks are replaced by NUL, and a comment's own marks by blanks, so that a phrase is found across the lines of a comment.
import { extname } from 'node:path';
import ts from 'typescript';

/**
 * The prose of a file, by its extension; undefined if the file has none that we can read.
 *
 * @param {string} file
 * @param {string} text
 * @returns {string | undefined}
 */
export function proseOf(file, text) {
  return PROSE_BY_EXTENSION[extname(file)]?.(text);
}

const PROSE_BY_EXTENSION = {
  '.ts': codeProse,
  '.mts': codeProse,
  '.mjs': codeProse,
  '.js': codeProse,
  '.md': markdownProse,
  '.txt': marblesProse,
  '.html': (text) => hide(text, /<!--|-->|<[^>]*>/g),
  '.css': (text) => keep(text, /\/\*[^]*?\*\//g),
  '.go': (text) => keep(text, /\/\/.*/g),
  '.yml': (text) => keep(text, /(?<=^|\s)#.*/gm),
};

/** Comments, string literals, templates without their expressions. Not module specifiers. */
function codeProse(text) {
  const source = ts.createSourceFile('file.ts', text, ts.ScriptTarget.Latest, true);
  /** @type {[number, number][]} Ranges of prose in strings. */
  const strings = [];
  /** @type {[number, number][]} Ranges in which `//` begins no comment. */
  const literals = [];
  visit(source);
  literals.sort(([a], [b]) => a - b);

  const prose = blank(text);
  for (const [start, end] of strings) copy(prose, text, start, end);
  let from = 0;
  for (const [start, end] of [...literals, [text.length, text.length]]) {
    for (const match of text.slice(from, start).matchAll(/\/\*[^]*?\*\/|\/\/.*(?:\n\s*\/\/.*)*/g)) {
      const comment = match[0].replace(/^\/\*+|\*\/$|^[^\S\n]*\*(?!\/)|^[^\S\n]*\/\/+/gm, (mark) =>
        ' '.repeat(mark.length),
      );
      // Code in a comment is not prose.
      copy(prose, comment.replace(/`[^`\n]*`/g, nuls), 0, comment.length, from + match.index);
    }
    from = end;
  }
  return prose.join('');

  function visit(node) {
    if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      add(node, node.getStart(source) + 1, node.end - 1);
    } else if (ts.isTemplateExpression(node)) {
      add(node.head, node.head.getStart(source) + 1, node.head.end - 2);
      for (const { literal } of node.templateSpans) add(literal, literal.getStart(source) + 1, literal.end - 1);
    } else if (ts.isRegularExpressionLiteral(node)) {
      literals.push([node.getStart(source), node.end]);
    }
    ts.forEachChild(node, visit);
  }

  function add(node, start, end) {
    literals.push([node.getStart(source), node.end]);
    if (!ts.isImportDeclaration(node.parent) && !ts.isExportDeclaration(node.parent)) strings.push([start, end]);
  }
}

/** Without code, addresses of links and HTML comments. */
function markdownProse(text) {
  return hide(text, /^(`{3,})[^]*?^\1`*|`[^`\n]+`|(?<=\])\([^)\s]*\)|<!--[^]*?-->/gm);
}

/** A page of marbles: its head, the titles and notes of its cases. Another text: all of it. */
function marblesProse(text) {
  return hide(text, /^(?!note )[a-z]+(?: [a-z]+)* {2,}\S.*$/gm);
}

function hide(text, pattern) {
  return text.replace(pattern, nuls);
}

function keep(text, pattern) {
  const prose = blank(text);
  for (const match of text.matchAll(pattern)) {
    const comment = match[0].replace(/^[^\S\n]*(?:\/\*+|\*(?!\/)|\/\/+|#+)/gm, (mark) => ' '.repeat(mark.length));
    copy(prose, comment, 0, comment.length, match.index);
  }
  return prose.join('');
}

function blank(text) {
  return nuls(text).split('');
}

function nuls(match) {
  return match.replace(/[^\n]/g, '\0');
}

function copy(target, text, start, end, at = start) {
  for (let i = start; i < end; i += 1) target[at + i - start] = text[i];
}
