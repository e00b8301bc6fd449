import type { ComponentChildren } from 'preact';

export interface MenuProps {
  /** The text of the button. */
  readonly name: string;
  /** The name for screen readers, if the button's text is not enough. */
  readonly label?: string;
  readonly children: ComponentChildren;
}

/** The space between a box and the edge of the page. */
const EDGE_PX = 12;

/** A button that opens a small box below it: a native disclosure, so that it works by keyboard and closes by itself on a second click. */
export function Menu({ name, label, children }: MenuProps) {
  return (
    <details
      class="menu"
      onToggle={({ currentTarget: { classList, lastElementChild: box, open } }) => {
        if (!open || box === null) return;
        const { left, right } = box.getBoundingClientRect();
        if (right > innerWidth - EDGE_PX) classList.add('at-right');
        else if (left < EDGE_PX) classList.remove('at-right');
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.currentTarget.open = false;
        event.currentTarget.querySelector('summary')?.focus();
      }}
    >
      <summary
        aria-label={label}
        onClick={({ currentTarget }) => {
          // In the right half of the page the box is aligned at the right of its button, so that it stays on the page.
          const { left, right } = currentTarget.getBoundingClientRect();
          currentTarget.parentElement!.classList.toggle('at-right', (left + right) / 2 > innerWidth / 2);
        }}
      >
        {name}
      </summary>
      <div class="menu-box">{children}</div>
    </details>
  );
}
