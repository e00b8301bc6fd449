import type { CurveStyle } from './commandStyle.js';

/** A short piece of a curve, as a key to it. */
export function Swatch({ colour, dash }: CurveStyle) {
  return (
    <svg class="swatch" width="22" height="8" aria-hidden="true">
      <line x1="1" x2="21" y1="4" y2="4" stroke={`var(${colour})`} stroke-width="3" stroke-dasharray={dash.join(' ')} />
    </svg>
  );
}
