/**
 * The names that an entry point exports and that the pages of other entry points describe: a list for each of these, closed at first. Empty
 * if there is none.
 */
export function reExports({ references }, modules) {
  return modules
    .map(({ module, specifier }) => {
      const names = references.filter(({ target }) => target.startsWith(`${module}.md#`));
      if (names.length === 0) return '';
      const links = names.map(({ title, target }) => `[${title}](${target})`).join(', ');
      const count = names.length === 1 ? 'a name' : `${names.length} names`;
      return `::: details Also exports ${count} of ${specifier}\n${links}\n:::`;
    })
    .filter((list) => list !== '')
    .join('\n\n');
}
