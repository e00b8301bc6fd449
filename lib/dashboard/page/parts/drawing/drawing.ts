/** A picture of simple shapes, which can be shown, and saved as SVG or PNG. Lengths are in pixels, from the left top. */
export interface Drawing {
  readonly width: number;
  readonly height: number;
  /** A description for people who cannot see the picture. */
  readonly title: string;
  readonly shapes: readonly Shape[];
}

export type Shape = LineShape | RectangleShape | TextShape;

/** A line through points. */
export interface LineShape {
  readonly kind: 'line';
  readonly points: readonly (readonly [x: number, y: number])[];
  /** A variable of the style sheet. */
  readonly colour: string;
  readonly width: number;
  /** Lengths of dashes and gaps; empty for a solid line. */
  readonly dash?: readonly number[];
}

/** A filled rectangle. */
export interface RectangleShape {
  readonly kind: 'rectangle';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** A variable of the style sheet. */
  readonly colour: string;
  /** Its tooltip: what the rectangle represents. */
  readonly title?: string;
}

/** A line of text. */
export interface TextShape {
  readonly kind: 'text';
  readonly x: number;
  /** The base line. */
  readonly y: number;
  readonly text: string;
  /** A variable of the style sheet. */
  readonly colour: string;
  readonly sizePx: number;
  readonly align?: 'start' | 'middle' | 'end';
  readonly isBold?: boolean;
}

/** The colour of a variable of the style sheet. */
export type ColourOf = (variable: string) => string;

/** The fonts of texts in drawings. */
export const DRAWING_FONT = "system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif";
