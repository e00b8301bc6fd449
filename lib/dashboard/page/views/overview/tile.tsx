import type { ComponentChildren } from 'preact';

export interface TileProps {
  readonly name: string;
  /** What the figure means, shown when the pointer rests on its name. */
  readonly explanation: string;
  readonly value: ComponentChildren;
  /** A note below the value. */
  readonly children: ComponentChildren;
}

/** A figure with its name and a note. */
export function Tile({ children, explanation, name, value }: TileProps) {
  return (
    <div>
      <dt title={explanation}>{name}</dt>
      <dd class="value">{value}</dd>
      <dd class="note">{children}</dd>
    </div>
  );
}
