// Writes SVG. These functions escape every attribute and every text.

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * @param {string | number} text
 * @returns {string}
 */
export function escapeXml(text) {
  return (
    String(text)
      // XML 1.0 cannot represent these characters.
      // eslint-disable-next-line no-control-regex
      .replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '\ufffd')
      .replace(/[&<>"]/g, (character) => ENTITIES[character])
  );
}

/**
 * An element with its attributes (undefined ones are omitted) and its content, which must be XML.
 *
 * @param {string} name
 * @param {Readonly<Record<string, string | number | undefined>>} attributes
 * @param {...string} content
 */
export function element(name, attributes, ...content) {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([attribute, value]) => ` ${attribute}="${escapeXml(value)}"`)
    .join('');
  return content.length === 0 ? `<${name}${written}/>` : `<${name}${written}>${content.join('')}</${name}>`;
}

/**
 * A line of text.
 *
 * @param {string} content
 * @param {Readonly<Record<string, string | number | undefined>>} attributes
 */
export function textElement(content, attributes) {
  return element('text', attributes, escapeXml(content));
}

/**
 * A group of elements, one per line, moved down by `y`.
 *
 * @param {number} y
 * @param {readonly string[]} body
 */
export function translated(y, body) {
  return element('g', { transform: `translate(0 ${y})` }, '\n', body.join('\n'), '\n');
}
