import { DRAWING_FONT, type ColourOf, type Drawing, type Shape } from './drawing.js';

/** Pixels of a saved picture for each pixel of the page, so that it is sharp on any screen. */
const SCALE = 2;

/** The drawing as a PNG. Rejects with an Error if the browser cannot create it. */
export function pngOf(drawing: Drawing, colourOf: ColourOf): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = drawing.width * SCALE;
  canvas.height = drawing.height * SCALE;
  const context = canvas.getContext('2d')!;
  context.scale(SCALE, SCALE);
  context.fillStyle = colourOf('--panel');
  context.fillRect(0, 0, drawing.width, drawing.height);
  for (const shape of drawing.shapes) paint(context, shape, colourOf(shape.colour));
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) =>
      blob === null ? reject(new Error('the browser cannot create the picture')) : resolve(blob),
    );
  });
}

function paint(context: CanvasRenderingContext2D, shape: Shape, colour: string): void {
  if (shape.kind === 'rectangle') {
    context.fillStyle = colour;
    context.fillRect(shape.x, shape.y, shape.width, shape.height);
  } else if (shape.kind === 'text') {
    context.fillStyle = colour;
    context.font = `${shape.isBold === true ? '600 ' : ''}${shape.sizePx}px ${DRAWING_FONT}`;
    context.textAlign = shape.align === 'middle' ? 'center' : (shape.align ?? 'start');
    context.fillText(shape.text, shape.x, shape.y);
  } else {
    context.strokeStyle = colour;
    context.lineWidth = shape.width;
    context.setLineDash([...(shape.dash ?? [])]);
    context.beginPath();
    for (const [x, y] of shape.points) context.lineTo(x, y);
    context.stroke();
  }
}
