/** The order of the kinds on a page: what a reader calls comes first. */
const KINDS = ['Functions', 'Classes', 'Variables', 'Type Aliases', 'Interfaces'];

/**
 * The parts of the markdown that TypeDoc writes for an entry point: `kinds`, each with its title and its names, and `references`, the names
 * that the entry point exports and that another page documents. A name has its heading, the id of the heading, and the lines below it.
 */
export function parseModule(markdown) {
  const kinds = [];
  let code = false;
  let lines;
  for (const line of markdown.split('\n')) {
    if (line.startsWith('```')) code = !code;
    const [, marks, title, id] = (code ? null : /^(#{2,3}) (.*?)(?: \{#([^}]*)\})?$/.exec(line)) ?? [];
    if (marks === '##') {
      kinds.push({ title, names: [] });
      lines = undefined;
    } else if (marks === '###') {
      lines = [];
      kinds.at(-1).names.push({ title, id, lines });
    } else {
      lines?.push(line);
    }
  }
  return {
    kinds: kinds.filter(({ title }) => title !== 'References').sort((a, b) => rank(a) - rank(b)),
    references: kinds.filter(({ title }) => title === 'References').flatMap(({ names }) => names.map(toReference)),
  };
}

function rank({ title }) {
  const index = KINDS.indexOf(title);
  if (index === -1) throw new Error(`an unknown kind of names, ${title}: expected ${KINDS.join(', ')}`);
  return index;
}

/** A re-exported name: its section is a link to the page that documents it. */
function toReference({ title, lines }) {
  const text = lines.join('\n');
  const target = /\]\(([^)]*)\)/.exec(text)?.[1];
  if (target === undefined) throw new Error(`no link in the section of the re-exported name ${title}: ${text}`);
  return { title, target };
}
