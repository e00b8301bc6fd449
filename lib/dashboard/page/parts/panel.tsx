import type { ComponentChildren } from 'preact';

export interface PanelProps {
  /** Unique within the page. */
  readonly id: string;
  readonly title: string;
  /** A description of the panel, in one or two sentences. */
  readonly description: ComponentChildren;
  /** Fields and buttons at the right of the title. */
  readonly tools?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A part of a view with a title and an explanation. */
export function Panel({ id, title, description, tools, children }: PanelProps) {
  return (
    <section class="panel" id={id} aria-labelledby={`${id}-title`}>
      <div class="head">
        <div>
          <h2 id={`${id}-title`}>{title}</h2>
          <p class="description">{description}</p>
        </div>
        {tools !== undefined && <div class="tools">{tools}</div>}
      </div>
      {children}
    </section>
  );
}
