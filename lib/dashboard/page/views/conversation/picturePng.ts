import type { Picture } from './picture.js';
import { PICTURE_FONT, PICTURE_FONT_PX } from './pictureSvg.js';

/** The picture as PNG. Drawn on a canvas, because the page's security policy permits no other images. */
export function picturePng({ widthPx, heightPx, shapes }: Picture): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = widthPx;
  canvas.height = heightPx;
  const context = canvas.getContext('2d')!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, widthPx, heightPx);
  for (const shape of shapes) {
    if (shape.kind === 'path') {
      context.setTransform(1, 0, 0, 1, 0, shape.y);
      context.strokeStyle = shape.colour;
      context.lineWidth = shape.widthPx;
      context.stroke(new Path2D(shape.d));
      context.setTransform(1, 0, 0, 1, 0, 0);
    } else {
      context.font = `${shape.isBold === true ? 'bold ' : ''}${PICTURE_FONT_PX}px ${PICTURE_FONT}`;
      context.fillStyle = shape.colour;
      context.textAlign = shape.anchor === 'middle' ? 'center' : (shape.anchor ?? 'start');
      context.fillText(shape.text, shape.x, shape.y);
    }
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('the picture is too large')) : resolve(blob)),
      'image/png',
    ),
  );
}
