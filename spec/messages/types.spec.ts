import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import type { StructCodec } from '../../lib/codec/combinators.js';
import type { addressV2, timedAddress } from '../../lib/messages/addresses.js';
import { type AddressV2, type TimedAddress } from '../../lib/messages/addresses.js';
import type { blockHeader, lbryBlockHeader } from '../../lib/messages/blockHeader.js';
import { type BlockHeader, type LbryBlockHeader } from '../../lib/messages/blockHeader.js';
import type { ValueOf } from '../../lib/codec/codec.js';
import type { MessageOfDefinition } from '../../lib/messages/defineMessage.js';
import type { inventoryItem } from '../../lib/messages/inventory.js';
import { type InventoryItem } from '../../lib/messages/inventory.js';
import type { netAddress } from '../../lib/messages/netAddress.js';
import { type NetAddress } from '../../lib/messages/netAddress.js';
import type { Command, LbryMessage, Message, messageDefinitions, MessageOf } from '../../lib/messages/table.js';
import type { outPoint, transactionOutput } from '../../lib/messages/transaction.js';
import {
  type OutPoint,
  type transactionOf,
  type Transaction,
  type TransactionOutput,
} from '../../lib/messages/transaction.js';
import { bitcoin } from '../../lib/networks/bitcoin.js';

/** True if the types are identical: the same fields with the same types, optional and readonly in both or in neither. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- T makes TypeScript compare the types for identity
type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

/** A type argument other than `true` is an error of `npm run typecheck`. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller states it
const proves = <Proof extends boolean>(proof: Proof): void => expect(proof).toBe(true);

type Definition<H extends BlockHeader> = ReturnType<typeof messageDefinitions<H>>[number];

/** The type of each command's messages, as the layouts define it. */
type FromLayouts<H extends BlockHeader> = { [D in Definition<H> as D['command']]: MessageOfDefinition<D> };

/** The type of each command's messages, as the interfaces define it. */
type FromInterfaces<Msg extends Message> = { [C in Exclude<Command, 'unknown'>]: MessageOf<C, Msg> };

/** The commands whose interface differs from the layout. */
type Different<A, B> = { [C in keyof A | keyof B]: Equal<A[C & keyof A], B[C & keyof B]> extends true ? never : C }[
  keyof A | keyof B];

describe('the interfaces of messages', () => {
  it('equal the types of the layouts, for each command', () => {
    proves<Equal<keyof FromLayouts<BlockHeader>, Exclude<Command, 'unknown'>>>(true);
    proves<Equal<Different<FromLayouts<BlockHeader>, FromInterfaces<Message>>, never>>(true);
    proves<Equal<Different<FromLayouts<LbryBlockHeader>, FromInterfaces<LbryMessage>>, never>>(true);
  });

  it('equal the types of the shapes that several messages share', () => {
    proves<Equal<ValueOf<typeof inventoryItem>, InventoryItem>>(true);
    proves<Equal<ValueOf<typeof netAddress>, NetAddress>>(true);
    proves<Equal<ValueOf<typeof timedAddress>, TimedAddress>>(true);
    proves<Equal<ValueOf<typeof addressV2>, AddressV2>>(true);
    proves<Equal<ValueOf<typeof blockHeader>, BlockHeader>>(true);
    proves<Equal<ValueOf<typeof lbryBlockHeader>, LbryBlockHeader>>(true);
    proves<Equal<ValueOf<typeof outPoint>, OutPoint>>(true);
    proves<Equal<ValueOf<typeof transactionOutput>, TransactionOutput>>(true);
    proves<Equal<ValueOf<ReturnType<typeof transactionOf>>, Transaction>>(true);
  });

  it('detect a field that is missing, optional, readonly or of another type', () => {
    type Ping = MessageOfDefinition<{ command: 'ping'; body: StructCodec<{ nonce: bigint }> }>;
    proves<Equal<Equal<Ping, { readonly command: 'ping'; nonce: bigint }>, true>>(true);
    proves<Equal<Equal<Ping, { readonly command: 'ping' }>, false>>(true);
    proves<Equal<Equal<Ping, { readonly command: 'ping'; nonce?: bigint }>, false>>(true);
    proves<Equal<Equal<Ping, { readonly command: 'ping'; readonly nonce: bigint }>, false>>(true);
    proves<Equal<Equal<Ping, { readonly command: 'ping'; nonce: number }>, false>>(true);
  });
});

/** The commands whose message contains a block header. Their interfaces are generic. */
const WITH_HEADER = ['headers', 'block', 'merkleblock', 'cmpctblock'];

describe('an editor shows the name of the interface', () => {
  const commands = [...bitcoin.mainnet.messages.keys(), 'unknown'];
  const expressions = [
    ...commands.map((command) => `peer.on('${command}')`),
    ...WITH_HEADER.map((command) => `lbryPeer.on('${command}')`),
    'peer.remote',
    'peer.messages$',
  ];
  const shown = new Map(typesOf(expressions).map((type, i) => [expressions[i]!, type]));
  const interfaceOf = (command: string): string => `${command.charAt(0).toUpperCase()}${command.slice(1)}Message`;

  it('for the messages of each command', () => {
    for (const command of commands) {
      const parameter = WITH_HEADER.includes(command) ? '<BlockHeader>' : '';
      expect(shown.get(`peer.on('${command}')`)).toBe(`Observable<${interfaceOf(command)}${parameter}>`);
    }
  });

  it('for the messages of a LBRY peer that contain a block header', () => {
    for (const command of WITH_HEADER) {
      expect(shown.get(`lbryPeer.on('${command}')`)).toBe(`Observable<${interfaceOf(command)}<LbryBlockHeader>>`);
    }
  });

  it("for the remote's version and for all messages", () => {
    expect(shown.get('peer.remote')).toBe('VersionMessage | undefined');
    expect(shown.get('peer.messages$')).toBe('Observable<Message>');
  });
});

/** The types that TypeScript displays for these expressions. */
function typesOf(expressions: readonly string[]): string[] {
  const file = fileURLToPath(new URL('./shownTypes.ts', import.meta.url));
  const text = [
    "import type { LbryMessage, Peer } from '../../lib/index.js';",
    'declare const peer: Peer;',
    'declare const lbryPeer: Peer<LbryMessage>;',
    ...expressions.map((expression, i) => `const v${i} = ${expression};`),
  ].join('\n');
  const options: ts.CompilerOptions = {
    strict: true,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    skipLibCheck: true,
    types: ['node'],
  };
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === file || disk.fileExists(name),
    getSourceFile: (name, ...rest) =>
      name === file ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2023) : disk.getSourceFile(name, ...rest),
  };
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  return program
    .getSourceFile(file)!
    .statements.filter(ts.isVariableStatement)
    .slice(2)
    .map(({ declarationList }) => checker.typeToString(checker.getTypeAtLocation(declarationList.declarations[0]!)));
}
