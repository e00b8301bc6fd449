import type { Outlier, OutlierKind } from '../../protocol/outlier.js';

/** The word for each kind of outlier. */
export const MARK_NAMES: Readonly<Record<OutlierKind, string>> = {
  slow: 'slow',
  clock: 'clock',
  faulty: 'faults',
  silent: 'silent',
  old: 'old',
  height: 'height',
};

/** Small tags for the kinds of outlier of a peer. The reason of each is its title, and a text for screen readers. */
export function Marks({ marks }: { readonly marks: readonly Outlier[] }) {
  return (
    <span class="marks">
      {marks.map(({ kind, severity, text }) => (
        <span key={text} class={`tag mark ${severity}`} title={text} data-kind={kind}>
          {MARK_NAMES[kind]}
          <span class="hidden">: {text}</span>
        </span>
      ))}
    </span>
  );
}
