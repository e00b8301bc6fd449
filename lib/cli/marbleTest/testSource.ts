import type { MessageOf } from '../../messages/table.js';
import { literalOf, literalOver, textLiteral } from './literal.js';
import type { MarbleTest } from './marbleTest.js';
import { pictureOf } from './picture.js';
import { REHEARSED_OPTIONS } from './rehearse.js';
import type { Talk } from './talk.js';

/** The source of a marble test, with a picture of what happened above it. Whatever a remote said, nothing of it is code. */
export function testSource(test: MarbleTest, talk: Talk, title: string): string {
  const { bytesOf, closed, messages, received, sent } = test;
  const { direction, network } = talk;
  const isLbry = network.name.startsWith('lbry.');
  const messageType = isLbry ? 'LbryMessage' : 'Message';
  const hasBytes = bytesOf.size > 0;
  const table = tableOf(test);
  const usesHex = table.includes('fromHex(') || hasBytes;
  const values = hasBytes ? '{ ...said, ...bytes }' : 'said';

  const body = [
    `const said: Record<string, ${messageType}> = ${table};`,
    ...(hasBytes ? [`const bytes: Record<string, Uint8Array> = ${bytesTableOf(bytesOf)};`] : []),
    `const peer = m.peer(m.received(${quoted(received)}, ${values}), { direction: '${direction}', onMalformed: '${REHEARSED_OPTIONS.onMalformed}' });`,
    messages === undefined
      ? '// What it passes on comes so close together that no diagram can show it.'
      : `m.expectMessages(peer, ${quoted(messages)}, said);`,
    sent === undefined
      ? '// What it sends comes so close together that no diagram can show it.'
      : `m.expectSent(peer, ${quoted(sent)}, said);`,
    ...(closed === undefined ? [] : [`m.expectClosed(peer, { atMs: ${closed.atMs} }, ${reasonOf(closed)});`]),
  ];
  const names = [isLbry ? 'lbry' : 'bitcoin', ...(usesHex ? ['fromHex'] : []), `type ${messageType}`];
  const imports = [
    "import { test } from 'node:test'; // or '@jest/globals', 'vitest'",
    `import { ${names.join(', ')} } from 'rxpeer';`,
    "import { protocolMarbles } from 'rxpeer/marbles';",
  ];
  return `${imports.join('\n')}

${pictureOf(test, talk)
  .map((line) => `// ${line}`.trimEnd())
  .join('\n')}
test(${textLiteral(title)}, () => {
  protocolMarbles(
    (m) => {
${body.map((each) => indented(each, '      ')).join('\n')}
    },
    { network: ${network.name} },
  );
});
`;
}

/** The messages, by letter; our own version is known by the kit, but for what this connection makes of it. */
function tableOf({ messageOf, ourVersion }: MarbleTest): string {
  const entries = Array.from(messageOf, ([letter, message]) => {
    const isOurs = message.command === 'version' && isOurVersion(message, ourVersion);
    const value = isOurs ? literalOver('m.alphabet.V', ourVersion, message, '  ') : literalOf(message, '  ');
    return `  ${letter}: ${value},`;
  });
  return entries.length === 0 ? '{}' : `{\n${entries.join('\n')}\n}`;
}

function isOurVersion(message: MessageOf<'version'>, ours: MessageOf<'version'>): boolean {
  return message.userAgent === ours.userAgent && message.nonce === ours.nonce;
}

function bytesTableOf(bytesOf: ReadonlyMap<string, Uint8Array>): string {
  const entries = Array.from(bytesOf, ([letter, bytes]) => `  ${letter}: ${literalOf(bytes, '  ')},`);
  return `{\n${entries.join('\n')}\n}`;
}

function reasonOf({ reason }: NonNullable<MarbleTest['closed']>): string {
  return reason.by === 'fault' ? `'${reason.error.name} ${reason.error.code}'` : `'${reason.by}'`;
}

/** Longer diagrams are broken at their blanks, which are nothing. */
const LINE_COLUMNS = 100;

function quoted(diagram: string): string {
  const lines: string[] = [''];
  for (const part of diagram.split(/(?<= )/)) {
    const last = lines.at(-1)!;
    if (last !== '' && last.length + part.length > LINE_COLUMNS) lines.push(part);
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
