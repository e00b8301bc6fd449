import { PRINTED, COLOURS, RECORDING, CAPTURE } from './sharedHelp.js';

/** `rxpeer replay --help` */
export const REPLAY_HELP = `rxpeer replay FILE [options]

Plays a recording through the same decoder as a live connection, and prints its messages, one line per
message, with the original timestamps. The recording is read no faster than the output is, so no line
is lost.

${RECORDING}
  an archive of peer-observer (.bin, .bin.zst). It has decoded events, no bytes: they are printed at
  once, one per line, in a form of their own; --speed and --network have no effect on them. Needs the
  package protobufjs, and for .bin.zst before Node 22.15 also fzstd

Options:
${CAPTURE}
  --speed N        play N times faster than the original; "max": without pauses; default 1
${PRINTED}
  -h, --help       print this help

Examples:
  rxpeer replay session.rxcap --speed max                 print everything at once
  rxpeer replay session.rxcap --speed 10 --only ping,pong
  rxpeer replay capture.pcap --json --speed max | jq .    decode a network capture

${COLOURS}

Exit codes:
  0  the recording was printed to its end, or stopped on request (Ctrl-C, --count)
  1  the recording cannot be read to its end (the messages before the error are printed), or the output
     cannot be written
  2  wrong arguments
`;
