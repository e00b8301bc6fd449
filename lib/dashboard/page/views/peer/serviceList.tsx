import { serviceText } from './serviceTexts.js';

/** Services with their meanings. */
export function ServiceList({ names }: { readonly names: readonly string[] }) {
  if (names.length === 0) return <>none</>;
  return (
    <ul class="services">
      {names.map((name) => (
        <li key={name}>
          <span class="chip">{name}</span> {serviceText(name)}
        </li>
      ))}
    </ul>
  );
}
