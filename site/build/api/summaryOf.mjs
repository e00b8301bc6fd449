/** The first sentence of a name's description, for a table; empty if it has none. */
export function summaryOf({ lines }) {
  const paragraphs = lines
    .join('\n')
    .replaceAll(/^```.*?^```$/gms, '')
    .split(/\n{2,}/)
    .map((paragraph) => paragraph.trim());
  const first = paragraphs.find((paragraph) => /^[\p{L}\d`"'([&\\]/u.test(paragraph)) ?? '';
  return firstSentence(first.replaceAll('\n', ' ')).replaceAll(/(?<!\\)\|/g, '\\|');
}

/** A full stop ends the sentence if a capital letter follows: not the one of "e.g.", of a number, or inside of code. */
const firstSentence = (text) => /^(?:`[^`]*`|[^`])*?[.:](?= \p{Lu}|$)/u.exec(text)?.[0] ?? text;
