import { partOf } from './declarationParts.mjs';

/** A line with this indent is a line of code, such as a marble diagram. */
const INDENT = ' '.repeat(4);

/**
 * A name's section on its page: parts of the declaration as paragraphs in bold, members as headings one level below the name, and no
 * separators. `level` is the level of the name's heading. The id of a member begins with the id of the name, because the ids of TypeDoc repeat.
 */
export function formatName({ title, id, lines }, level) {
  const output = [`${'#'.repeat(level)} ${title} {#${id}}`];
  const ids = new Set([id]);
  let code = false;
  let leftOut = false;
  for (const line of lines) {
    const heading = code ? undefined : /^#{4,6} (.*?)(?: \{#[^}]*\})?$/.exec(line)?.[1];
    const part = heading === undefined ? undefined : partOf(heading);
    if (heading !== undefined || line === '***') leftOut = part?.leftOut ?? false;
    if (leftOut) continue;
    if (line.startsWith('```')) code = !code;
    if (code) output.push(line);
    else if (part !== undefined) output.push(`**${part.title}**`);
    else if (heading !== undefined) output.push(`${'#'.repeat(level + 1)} ${heading} {#${memberId(id, heading, ids)}}`);
    else if (line.startsWith(INDENT)) output.push(withoutEscapes(line));
    else if (line !== '***') output.push(line.replaceAll(/<a id="type-parameter-[^"]*"><\/a> ?/g, ''));
  }
  return withoutBareTypeParameters(
    output
      .join('\n')
      .replaceAll(/\n{3,}/g, '\n\n')
      .trimEnd(),
  );
}

/** `NAME-MEMBER`, with a number if a member of this name is above. Adds it to `ids`. */
function memberId(id, heading, ids) {
  const base = `${id}-${heading.toLowerCase().replaceAll(/[^a-z0-9$_]+/g, '')}`;
  let unique = base;
  for (let number = 2; ids.has(unique); number++) unique = `${base}-${number}`;
  ids.add(unique);
  return unique;
}

/** A table of type parameters with their names only repeats the signature. */
const withoutBareTypeParameters = (text) =>
  text.replaceAll(/\*\*Type parameters\*\*\n\n\| Type Parameter \|\n\| ------ \|\n(\| .* \|\n)+/g, '');

/** TypeDoc escapes the braces and brackets of code that is indented, although such code shows the escapes. */
const withoutEscapes = (line) =>
  line
    .replaceAll(/\\([{}<>])/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>');
