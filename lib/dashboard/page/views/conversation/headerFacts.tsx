import type { HeaderField } from '../../../protocol/messageBytes.js';

const EXPLANATIONS: Readonly<Record<HeaderField['name'], string>> = {
  magic: 'The network: the first four bytes of each message',
  command: 'The command, filled up with zeros',
  length: 'The number of bytes of the payload, the lowest byte first',
  checksum: 'The first four bytes of the double SHA-256 of the payload',
};

/** The header in front of the payload, as hex digits. */
export function HeaderFacts({ header }: { readonly header: readonly HeaderField[] }) {
  return (
    <div>
      <dt>Header</dt>
      <dd class="header-bytes">
        {header.map(({ name, hex }) => (
          <span key={name} title={EXPLANATIONS[name]}>
            {name} <code>{hex}</code>
          </span>
        ))}
      </dd>
    </div>
  );
}
