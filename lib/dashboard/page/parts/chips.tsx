/** Short words side by side. */
export function Chips({ names }: { readonly names: readonly string[] }) {
  return (
    <span class="chips" title={names.join(', ')}>
      {names.map((name) => (
        <span key={name} class="chip">
          {name}
        </span>
      ))}
    </span>
  );
}
