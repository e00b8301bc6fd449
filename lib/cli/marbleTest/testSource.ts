import type { MessageOf } from '../../messages/table.js';
import { toLiteral, toSpreadLiteral, toTextLiteral } from './literal.js';
import type { MarbleTest } from './marbleTest.js';
import { diagramComment } from './diagramComment.js';
import { TEST_PEER_OPTIONS } from './playDiagram.js';
import type { RecordedConnection } from './recordedConnection.js';

/**
 * The source of a marble test in TypeScript, with a diagram of the recorded messages in a comment above it. Everything that a remote chose
 * is escaped and occurs only in comments and literals.
 */
export function testSource(test: MarbleTest, connection: RecordedConnection, title: string): string {
  const { bytesOf, closed, messages, received, sent } = test;
  const { direction, network } = connection;
  const isLbry = network.name.startsWith('lbry.');
  const messageType = isLbry ? 'LbryMessage' : 'Message';
  const hasBytes = bytesOf.size > 0;
  const table = tableOf(test);
  const usesHex = table.includes('fromHex(') || hasBytes;
  const values = hasBytes ? '{ ...messages, ...bytes }' : 'messages';

  const body = [
    `const messages: Record<string, ${messageType}> = ${table};`,
    ...(hasBytes ? [`const bytes: Record<string, Uint8Array> = ${bytesTableOf(bytesOf)};`] : []),
    `const peer = m.peer(m.received(${quoted(received)}, ${values}), { direction: '${direction}', onMalformed: '${TEST_PEER_OPTIONS.onMalformed}' });`,
    messages === undefined
      ? '// No expectMessages: the messages follow each other so closely that no diagram can show them.'
      : `m.expectMessages(peer, ${quoted(messages)}, messages);`,
    sent === undefined
      ? '// No expectSent: the sent messages follow each other so closely that no diagram can show them.'
      : `m.expectSent(peer, ${quoted(sent)}, messages);`,
    ...(closed === undefined ? [] : [`m.expectClosed(peer, { atMs: ${closed.atMs} }, ${reasonOf(closed)});`]),
  ];
  const names = [isLbry ? 'lbry' : 'bitcoin', ...(usesHex ? ['fromHex'] : []), `type ${messageType}`];
  const imports = [
    "import { test } from 'node:test'; // or '@jest/globals', 'vitest'",
    `import { ${names.join(', ')} } from 'rxpeer';`,
    "import { protocolMarbles } from 'rxpeer/marbles';",
  ];
  return `${imports.join('\n')}

${diagramComment(test, connection)
  .map((line) => `// ${line}`.trimEnd())
  .join('\n')}
test(${toTextLiteral(title)}, () => {
  protocolMarbles(
    (m) => {
${body.map((each) => indented(each, '      ')).join('\n')}
    },
    { network: ${network.name} },
  );
});
`;
}

/** The table of the messages by letter. Our own version message is written as its differences from the letter V of the test kit. */
function tableOf({ messageOf, ourVersion }: MarbleTest): string {
  const entries = Array.from(messageOf, ([letter, message]) => {
    const isOurs = message.command === 'version' && isOurVersion(message, ourVersion);
    const value = isOurs ? toSpreadLiteral('m.alphabet.V', ourVersion, message, '  ') : toLiteral(message, '  ');
    return `  ${letter}: ${value},`;
  });
  return entries.length === 0 ? '{}' : `{\n${entries.join('\n')}\n}`;
}

function isOurVersion(message: MessageOf<'version'>, ours: MessageOf<'version'>): boolean {
  return message.userAgent === ours.userAgent && message.nonce === ours.nonce;
}

function bytesTableOf(bytesOf: ReadonlyMap<string, Uint8Array>): string {
  const entries = Array.from(bytesOf, ([letter, bytes]) => `  ${letter}: ${toLiteral(bytes, '  ')},`);
  return `{\n${entries.join('\n')}\n}`;
}

function reasonOf({ reason }: NonNullable<MarbleTest['closed']>): string {
  return reason.by === 'fault' ? `'${reason.error.name} ${reason.error.code}'` : `'${reason.by}'`;
}

/** Longer diagrams are broken at spaces, which have no meaning in a diagram. */
const MAX_DIAGRAM_COLUMNS = 100;

function quoted(diagram: string): string {
  const lines: string[] = [''];
  for (const part of diagram.split(/(?<= )/)) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + part.length > MAX_DIAGRAM_COLUMNS) lines.push(part);
    else lines[lines.length - 1] = last + part;
  }
  return lines.map((line) => `'${line}'`).join(' +\n  ');
}

function indented(text: string, indent: string): string {
  return text
    .split('\n')
    .map((line) => `${indent}${line}`)
    .join('\n');
}
