import { describe, expect, it } from '@jest/globals';
import {
  bitcoin,
  blockHash,
  checkMerkleRoot,
  checkWitnessCommitment,
  compactFilterOfBlock,
  decodeFrame,
  decodeMessage,
  defineNetwork,
  encodeFrame,
  encodeMessage,
  layoutOf,
  LocalProtocolError,
  RemoteProtocolError,
  toHex,
  txid,
  weightOf,
  wtxid,
  type Block,
  type Message,
  type MessageOf,
  type Transaction,
} from '../../lib/index.js';
import { transaction as plainTransaction, block as plainBlock } from '../helpers/peer/messages.js';
import { mwebBlock, mwebOnly, pegIn } from '../helpers/wire/litecoin.js';

const keeping = defineNetwork({
  name: 'keeping',
  magic: 1,
  defaultPort: 1,
  limits: { unknownTransactionFlags: 'keep' },
});
const refusing = defineNetwork({ name: 'refusing', magic: 1, defaultPort: 1 });

const decoded = <C extends 'tx' | 'block'>(command: C, payload: Uint8Array, network = keeping): MessageOf<C> =>
  decodeFrame({ command, payload }, { network }) as MessageOf<C>;
const payloadOf = (message: Message, witness = true): string =>
  toHex(encodeMessage(message, { network: keeping, witness }).subarray(24));
const errorOf = (call: () => unknown): unknown => {
  try {
    return call();
  } catch (error) {
    return error;
  }
};

/** A transaction with this flag byte and these bytes before its lock time. */
function withFlags(flags: number, data: number[]): Uint8Array {
  const payload = encodeMessage({ command: 'tx', transaction: plainTransaction(1) }, { network: keeping }).slice(24);
  const end = payload.length - 4;
  payload[5] = flags;
  return Uint8Array.of(...payload.subarray(0, end), ...data, ...payload.subarray(end));
}

describe("a tx with unknown flags, with unknownTransactionFlags: 'keep'", () => {
  it('is decoded except for the data of the flag, and encodes to the same bytes', () => {
    const message = decoded('tx', pegIn.payload);
    const { extension, inputs, lockTime, outputs, version } = message.transaction;
    expect([version, inputs.length, outputs.length]).toEqual([2, 2, 1]);
    expect(inputs.every(({ witness }) => witness.length === 2)).toBe(true);
    expect(extension?.flags).toBe(8);
    expect(extension!.bytes.length).toBeGreaterThan(1000);
    expect(lockTime).toBeLessThan(500);
    expect(payloadOf(message)).toBe(pegIn.hex);
  });

  it('has the ids that Litecoin gives to it', () => {
    const { transaction } = decoded('tx', pegIn.payload);
    expect([txid(transaction), wtxid(transaction)]).toEqual([pegIn.txid, pegIn.wtxid]);
  });

  it('without inputs and outputs keeps its bytes, and has no id here', () => {
    const message = decoded('tx', mwebOnly.payload);
    expect(message.transaction).toMatchObject({ inputs: [], outputs: [], extension: { flags: 8 } });
    expect(payloadOf(message)).toBe(toHex(mwebOnly.payload));
    for (const id of [txid, wtxid]) {
      expect(errorOf(() => id(message.transaction))).toMatchObject({ code: 'INVALID_VALUE', path: 'extension' });
    }
  });

  it('loses its extension with its witness', () => {
    const { transaction } = decoded('tx', pegIn.payload);
    const stripped = payloadOf({ command: 'tx', transaction }, false);
    const rest = { ...transaction };
    delete rest.extension;
    expect(stripped).toBe(payloadOf({ command: 'tx', transaction: rest }, false));
  });

  it.each([
    [3, [], 2],
    [255, [1, 2, 3], 254],
  ])('keeps flags %d', (flags, data, unknown) => {
    const payload = withFlags(flags, data);
    const message = decoded('tx', payload);
    expect(message.transaction.extension).toEqual({ flags: unknown, bytes: Uint8Array.from(data) });
    expect(payloadOf(message)).toBe(toHex(payload));
  });

  it('owns its bytes', () => {
    const payload = pegIn.payload.slice();
    const { transaction } = decoded('tx', payload);
    payload.fill(0);
    expect(payloadOf({ command: 'tx', transaction })).toBe(pegIn.hex);
  });

  it('is listed by layoutOf up to the last byte', () => {
    const fields = layoutOf('tx', pegIn.payload, { network: keeping });
    const paths = fields.map(({ path }) => path);
    expect(paths.slice(-2)).toEqual(['transaction/extension/bytes', 'transaction/lockTime']);
    expect(fields.reduce((sum, { length }) => sum + length, 0)).toBe(pegIn.payload.length);
  });

  it('that ends within its data or its lock time is too short, or has another extension', () => {
    const { payload } = pegIn;
    const { bytes } = decoded('tx', payload).transaction.extension!;
    // As the end of the data is not known, a shorter payload has shorter data, until not even the lock time is left.
    const least = payload.length - bytes.length;
    expect(decoded('tx', payload.subarray(0, least)).transaction.extension!.bytes).toHaveLength(0);
    expect(errorOf(() => decoded('tx', payload.subarray(0, least - 1)))).toMatchObject({
      code: 'SHORT_PAYLOAD',
      path: 'transaction/extension',
    });
  });

  it('with the witness flag and without a witness is refused as before', () => {
    const { transaction } = decoded('tx', mwebOnly.payload);
    const payload = mwebOnly.payload.slice();
    payload[5] = 9;
    expect(transaction.inputs).toEqual([]);
    expect(errorOf(() => decoded('tx', payload))).toMatchObject({ code: 'NON_CANONICAL' });
  });

  it.each([
    [{ flags: 1, bytes: new Uint8Array(0) }, 'transaction/extension'],
    [{ flags: 9, bytes: new Uint8Array(0) }, 'transaction/extension'],
    [{ flags: 256, bytes: new Uint8Array(0) }, 'transaction/extension'],
    [{ flags: 8, bytes: 'ff' }, 'transaction/extension'],
    [null, 'transaction/extension'],
  ])('cannot be encoded with %j', (extension, path) => {
    const transaction = { ...plainTransaction(1), extension } as Transaction;
    const error = errorOf(() => payloadOf({ command: 'tx', transaction }));
    expect(error).toBeInstanceOf(LocalProtocolError);
    expect(error).toMatchObject({ code: 'INVALID_VALUE', path });
  });
});

describe("a block with unknown flags, with unknownTransactionFlags: 'keep'", () => {
  it('has its transactions up to the flag, the bytes from there on, and encodes to the same bytes', () => {
    const message = decoded('block', mwebBlock.payload);
    const { header, transactions, undecoded } = message.block;
    expect(blockHash(header)).toBe(mwebBlock.hash);
    expect(transactions.map(txid)).toEqual(mwebBlock.txids.slice(0, 2));
    expect(undecoded!.count).toBe(1);
    expect(mwebBlock.hex.endsWith(toHex(undecoded!.bytes))).toBe(true);
    expect(toHex(undecoded!.bytes.subarray(4, 6))).toBe('0008');
    expect(payloadOf(message)).toBe(mwebBlock.hex);
  });

  it('has no Merkle root, commitment, weight and filter', () => {
    const { block } = decoded('block', mwebBlock.payload);
    const compute: (() => unknown)[] = [
      () => checkMerkleRoot(block),
      () => checkWitnessCommitment(block),
      () => weightOf(block),
      () => compactFilterOfBlock({ block, previousOutputScripts: [] }),
    ];
    for (const call of compute) {
      const error = errorOf(call);
      expect(error).toBeInstanceOf(LocalProtocolError);
      expect(error).toMatchObject({ code: 'INVALID_VALUE', path: 'undecoded' });
    }
  });

  it('without such a transaction is decoded as on any other network', () => {
    const message: Message = { command: 'block', block: plainBlock(3) };
    const payload = encodeMessage(message, { network: refusing }).subarray(24);
    expect(decoded('block', payload)).toEqual(decoded('block', payload, refusing));
    expect(decoded('block', payload)).not.toHaveProperty('block.undecoded');
    expect(() => checkMerkleRoot(decoded('block', payload).block)).not.toThrow();
  });

  it('may have the flag in its first transaction', () => {
    const header = encodeMessage({ command: 'block', block: plainBlock(3) }, { network: keeping }).subarray(
      24,
      24 + 80,
    );
    const payload = Uint8Array.of(...header, 1, ...mwebOnly.payload);
    expect(decoded('block', payload).block).toMatchObject({ transactions: [], undecoded: { count: 1 } });
  });

  it('cannot be encoded without witnesses, or with an invalid count', () => {
    const { block } = decoded('block', mwebBlock.payload);
    expect(errorOf(() => payloadOf({ command: 'block', block }, false))).toMatchObject({
      code: 'INVALID_VALUE',
      path: 'block/undecoded',
    });
    const wrong: Block = { ...block, undecoded: { ...block.undecoded!, count: 0 } };
    expect(errorOf(() => payloadOf({ command: 'block', block: wrong }))).toMatchObject({ path: 'block/undecoded' });
  });

  it('cannot be encoded with an extension in one of its transactions, which no decoder could find', () => {
    const { transaction } = decoded('tx', pegIn.payload);
    const block: Block = { ...plainBlock(3), transactions: [transaction] };
    expect(errorOf(() => payloadOf({ command: 'block', block }))).toMatchObject({
      code: 'INVALID_VALUE',
      path: 'block/transactions/0/extension',
    });
  });
});

describe("unknown flags, with unknownTransactionFlags: 'refuse'", () => {
  it.each(['tx', 'block'] as const)('are refused: %s', (command) => {
    const payload = command === 'tx' ? pegIn.payload : mwebBlock.payload;
    for (const network of [refusing, bitcoin.mainnet]) {
      const error = errorOf(() => decoded(command, payload, network));
      expect(error).toBeInstanceOf(RemoteProtocolError);
      expect(error).toMatchObject({ code: 'INVALID_VALUE' });
    }
  });

  it('cannot be encoded', () => {
    const { transaction } = decoded('tx', pegIn.payload);
    const { block } = decoded('block', mwebBlock.payload);
    const encode = (message: Message) => errorOf(() => encodeMessage(message, { network: refusing }));
    expect(encode({ command: 'tx', transaction })).toMatchObject({
      code: 'INVALID_VALUE',
      path: 'transaction/extension',
    });
    expect(encode({ command: 'block', block })).toMatchObject({ code: 'INVALID_VALUE', path: 'block' });
  });

  it('are refused in a blocktxn on every network', () => {
    const payload = Uint8Array.of(...new Uint8Array(32), 1, ...pegIn.payload);
    const frame = encodeFrame(keeping, 'blocktxn', payload);
    expect(errorOf(() => decodeMessage(frame, { network: keeping }))).toMatchObject({
      code: 'INVALID_VALUE',
      path: 'transactions/0',
    });
  });
});
