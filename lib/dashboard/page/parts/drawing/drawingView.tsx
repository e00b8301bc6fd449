import type { Drawing, Shape } from './drawing.js';

export interface DrawingViewProps {
  readonly drawing: Drawing;
}

/** Shows a drawing as SVG in the page, whose colours follow the style sheet. */
export function DrawingView({ drawing: { height, shapes, title, width } }: DrawingViewProps) {
  return (
    <svg class="drawing" viewBox={`0 0 ${width} ${height}`} width={width} height={height} role="img" aria-label={title}>
      {shapes.map((shape, i) => (
        <ShapeView key={i} {...shape} />
      ))}
    </svg>
  );
}

function ShapeView(shape: Shape) {
  const colour = `var(${shape.colour})`;
  switch (shape.kind) {
    case 'line':
      return (
        <polyline
          points={shape.points.map((point) => point.join()).join(' ')}
          fill="none"
          stroke={colour}
          stroke-width={shape.width}
          stroke-dasharray={shape.dash?.join(' ')}
        />
      );
    case 'rectangle':
      return (
        <rect x={shape.x} y={shape.y} width={shape.width} height={shape.height} fill={colour}>
          {shape.title !== undefined && <title>{shape.title}</title>}
        </rect>
      );
    case 'text':
      return (
        <text
          x={shape.x}
          y={shape.y}
          font-size={shape.sizePx}
          font-weight={shape.isBold === true ? 600 : undefined}
          text-anchor={shape.align}
          fill={colour}
        >
          {shape.text}
        </text>
      );
  }
}
