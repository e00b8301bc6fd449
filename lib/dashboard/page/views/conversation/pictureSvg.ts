import type { Picture, Shape } from './picture.js';

/** The font of saved pictures. */
export const PICTURE_FONT = 'sans-serif';
/** Its size. */
export const PICTURE_FONT_PX = 12;

/** The picture as a document of SVG. */
export function pictureSvg({ widthPx, heightPx, shapes }: Picture): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${heightPx}" viewBox="0 0 ${widthPx} ${heightPx}"`,
    ` font-family="${PICTURE_FONT}" font-size="${PICTURE_FONT_PX}">\n`,
    `<rect width="100%" height="100%" fill="#fff"/>\n`,
    ...shapes.map(shapeSvg),
    '</svg>\n',
  ].join('');
}

function shapeSvg(shape: Shape): string {
  if (shape.kind === 'path') {
    const { colour, d, widthPx, y } = shape;
    return `<path transform="translate(0 ${y})" d="${d}" fill="none" stroke="${colour}" stroke-width="${widthPx}"/>\n`;
  }
  const { anchor = 'start', colour, isBold, text, x, y } = shape;
  const weight = isBold === true ? ' font-weight="bold"' : '';
  return `<text x="${x}" y="${y}" fill="${colour}" text-anchor="${anchor}"${weight}>${escapeXml(text)}</text>\n`;
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
