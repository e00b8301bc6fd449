import { fileName, saveBlob, saveText } from '../saveFile.js';
import type { ColourOf, Drawing } from './drawing.js';
import { pngOf } from './paintDrawing.js';
import { svgText } from './svgText.js';

/** Lets the browser save the drawing, in the colours that the page has. @param what is part of the name of the file */
export function saveSvg(what: string, drawing: Drawing): void {
  saveText(fileName(what, 'svg'), 'image/svg+xml', svgText(drawing, pageColours()));
}

/** Lets the browser save the drawing as a PNG of twice its size. */
export async function savePng(what: string, drawing: Drawing): Promise<void> {
  saveBlob(fileName(what, 'png'), await pngOf(drawing, pageColours()));
}

function pageColours(): ColourOf {
  const style = getComputedStyle(document.documentElement);
  return (variable) => style.getPropertyValue(variable).trim();
}
