/**
 * Breaks a text into lines at its blanks. A longer word is not broken.
 *
 * @param {string} text
 * @param {number} maxCharacters
 * @returns {string[]}
 */
export function wrap(text, maxCharacters) {
  const lines = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > maxCharacters) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}
