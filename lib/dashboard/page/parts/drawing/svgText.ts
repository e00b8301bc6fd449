import { DRAWING_FONT, type ColourOf, type Drawing, type Shape } from './drawing.js';

/** The drawing as the text of an SVG file. */
export function svgText({ height, shapes, title, width }: Drawing, colourOf: ColourOf): string {
  const lines = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${DRAWING_FONT}">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="${escapeXml(colourOf('--panel'))}"/>`,
    ...shapes.map((shape) => shapeText(shape, escapeXml(colourOf(shape.colour)))),
    '</svg>',
  ];
  return `${lines.join('\n')}\n`;
}

function shapeText(shape: Shape, colour: string): string {
  switch (shape.kind) {
    case 'line': {
      const points = shape.points.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
      const dash =
        shape.dash === undefined || shape.dash.length === 0 ? '' : ` stroke-dasharray="${shape.dash.join(' ')}"`;
      return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="${shape.width}"${dash}/>`;
    }
    case 'rectangle': {
      const box = `x="${round(shape.x)}" y="${round(shape.y)}" width="${round(shape.width)}" height="${round(shape.height)}"`;
      const title = shape.title === undefined ? '' : `<title>${escapeXml(shape.title)}</title>`;
      return `<rect ${box} fill="${colour}">${title}</rect>`;
    }
    case 'text': {
      const { align = 'start', isBold = false, sizePx, text, x, y } = shape;
      const weight = isBold ? ' font-weight="600"' : '';
      return `<text x="${round(x)}" y="${round(y)}" font-size="${sizePx}" fill="${colour}" text-anchor="${align}"${weight}>${escapeXml(text)}</text>`;
    }
  }
}

/** Escapes a text for content and attributes, and drops characters that XML 1.0 does not allow: remotes choose some of the texts. */
function escapeXml(text: string): string {
  return Array.from(text)
    .filter(isXmlCharacter)
    .join('')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** The rule Char of XML 1.0. A surrogate without its partner is not a Char. */
function isXmlCharacter(character: string): boolean {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return (code < 0xd800 || code > 0xdfff) && code !== 0xfffe && code !== 0xffff;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
