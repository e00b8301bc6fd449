// npm run check:captures -- DIR: decodes each message of the recordings in DIR, encodes it again, and compares the bytes.
import { existsSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { importCapture, networksOf } from './builtPackage.mjs';
import { readCaptures } from './captureFiles.mjs';

const USAGE = `Usage: npm run check:captures -- DIR

Decodes each message of the recordings in DIR and its subfolders, at the protocol version that its session has negotiated,
encodes it again, and compares the bytes. Recordings are Bitcoin Core's msgs_recv.dat and msgs_sent.dat, tables of frames
(.tsv), .rxcap, .pcap and .pcapng, each also compressed (.gz).

The network of .dat files is taken to be bitcoin.regtest; other recordings name or show theirs.
Exit status: 0 all bytes are equal, 1 a message differs or cannot be read, 2 wrong usage or no recording.`;

const { folder, help } = argumentsOf(process.argv.slice(2));
if (help) console.log(USAGE);
else process.exitCode = await check(folder);

/** @param {string | undefined} folder */
async function check(folder) {
  if (folder === undefined) return usageError('DIR is missing');
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return usageError(`not a folder: ${folder}`);
  const library = await importCapture();
  const { files, messages, faults } = await readCaptures(folder, library);
  if (messages.length === 0 && faults.length === 0) return usageError(`no recordings in ${folder}`);

  const networks = networksOf(library);
  const tally = new Map();
  for (const message of messages) {
    const outcome = compare(library, networks.get(message.network), message);
    countOutcome(tally, outcome);
    if (outcome.fault !== undefined) faults.push(`${message.file}, message ${message.index}: ${outcome.fault}`);
  }
  printTable(tally);
  console.log(`${messages.length} messages in ${files.length} files`);
  for (const fault of faults) console.log(fault);
  return faults.length === 0 ? 0 : 1;
}

/** Decodes and encodes one message; `result` is same, differs or fails. */
function compare({ decodeFrame, decodeMessage, encodeFrame, encodeMessage, toJson, isPeerError }, network, message) {
  const row = { network: network.name, command: message.command };
  try {
    const frame = encodeFrame(network, message.command, message.payload);
    const options = { network, protocolVersion: message.protocolVersion };
    const decoded = decodeMessage(frame, options);
    row.isUnknown = decoded.command === 'unknown';
    const again = decodeFrame(message, options);
    if (JSON.stringify(toJson(again)) !== JSON.stringify(toJson(decoded))) {
      return {
        ...row,
        result: 'differs',
        fault: `${message.command}: decodeFrame and decodeMessage return different messages`,
      };
    }
    if (sameBytes(encodeMessage(decoded, options), frame)) return { ...row, result: 'same' };
    return { ...row, result: 'differs', fault: `${message.command} is encoded to different bytes` };
  } catch (error) {
    const reason = isPeerError(error) ? `${error.code} ${error.message}` : error.stack;
    return { ...row, result: 'fails', fault: `${message.command} fails: ${reason}` };
  }
}

function countOutcome(tally, { network, command, isUnknown, result }) {
  const key = `${network} ${command}`;
  const row = tally.get(key) ?? {
    network,
    command,
    unknown: '',
    messages: 0,
    decoded: 0,
    same: 0,
    differs: 0,
    fails: 0,
  };
  row.messages += 1;
  if (result !== 'fails') row.decoded += 1;
  row[result] += 1;
  if (isUnknown === true) row.unknown = 'unknown';
  tally.set(key, row);
}

function printTable(tally) {
  const columns = ['network', 'command', 'messages', 'decoded', 'same', 'differs', 'fails', 'unknown'];
  const sorted = Array.from(tally.keys()).sort();
  const rows = [columns, ...sorted.map((key) => columns.map((column) => String(tally.get(key)[column])))];
  const widths = columns.map((_, i) => Math.max(...rows.map((row) => row[i].length)));
  for (const row of rows) {
    const cells = row.map((cell, i) => (i > 1 && i < 7 ? cell.padStart(widths[i]) : cell.padEnd(widths[i])));
    console.log(cells.join('  ').trimEnd());
  }
}

function sameBytes(a, b) {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}

function usageError(reason) {
  console.error(`${reason}\n\n${USAGE}`);
  return 2;
}

function argumentsOf(args) {
  try {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { help: { type: 'boolean', short: 'h', default: false } },
    });
    if (positionals.length > 1) throw new Error(`one DIR expected, got ${positionals.length}`);
    return { folder: positionals[0], help: values.help };
  } catch (error) {
    process.exit(usageError(error.message));
  }
}
