import type { ComponentChildren } from 'preact';

/** A fact: its name, its value, and what it means. */
export interface Fact {
  readonly name: string;
  readonly value: ComponentChildren;
  readonly explanation: string;
}

/** Facts as a list of names and values. A fact without a value is left out. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl class="fact-grid">
      {facts
        .filter(({ value }) => value !== undefined && value !== '')
        .map(({ explanation, name, value }) => (
          <div key={name} title={explanation}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}
