import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';

/** `rxpeer --help` */
export const HELP = `rxpeer: talks to Bitcoin and LBRY nodes

  rxpeer watch HOST[:PORT]...              print what nodes say, one line a message
  rxpeer watch --simulate                  the same with a node of our own: nothing else is needed
  rxpeer record HOST[:PORT]... -o FILE     write down every byte that passes
  rxpeer replay FILE                       print what a recording holds, at its pace or faster
  rxpeer marbles FILE                      make a marble test, and a diagram, of a recording
  rxpeer dashboard HOST[:PORT]...          a page in your browser that shows it all, live
  rxpeer dashboard --simulate              the same of nodes of our own: nothing else is needed
  rxpeer watch --help                      all that watch can do; the others likewise
  rxpeer --version
`;

const NETWORKS = `networks: ${[...KNOWN_NETWORKS.keys()].join(', ')}`;

const TARGETS = `  --network NAME   default bitcoin.mainnet, with --simulate bitcoin.regtest; the port's default is the network's
  --no-fetch       do not ask for what is announced
  --simulate       start a node of our own on 127.0.0.1 and connect to it, too
  --for SECONDS    end after this time`;

const PRINTED = `  --only LIST      print these commands alone, as in inv,tx; unknown stands for those that rxpeer does not know
  --sent           print what we say, too
  --json           one JSON object a line
  --count N        end after N lines`;

const RECORDING = `FILE is an .rxcap file, one or both of Bitcoin Core's msgs_recv.dat and msgs_sent.dat (the folder with them), a pcap or pcapng file
with one connection, or a table of frames (.tsv), each of them compressed by gzip, too. - is standard input.

  --network NAME   the network, if the recording does not hold it (Bitcoin Core's does not)
  --peer N         only the connection with this number`;

/** `rxpeer watch --help` */
export const WATCH_HELP = `rxpeer watch HOST[:PORT]... [options]

Connects to one or several nodes and prints what they say, one line a message. An IPv6 host with a port stands in brackets:
[::1]:8333. What is announced is asked for, so that blocks and transactions are seen themselves.

${TARGETS}
${PRINTED}

${NETWORKS}

Exit status: 0 if it was stopped (Ctrl-C, --count, --for, a closed pipe), 1 if all connections have ended by themselves, or if lines were
dropped because the output was not read fast enough (beyond 16 MiB that wait), 2 if the arguments are wrong. No colours where NO_COLOR is set, or where the output is no terminal.
`;

/** `rxpeer record --help` */
export const RECORD_HELP = `rxpeer record HOST[:PORT]... --out FILE [options]

Connects to one or several nodes as watch does, and records every byte in both directions, including the handshake. A recording is always
readable, even if the program crashed while writing it. Only its owner may read it (mode 600).

  -o, --out FILE   the file to write; an existing file is an error, a device or a named pipe is not
  --append         continue the existing .rxcap file
  --overwrite      overwrite the existing file
  --format NAME    rxcap (default), or core: a folder with the files that Bitcoin Core's -capturemessages writes
  --reconnect      when a connection ends, connect again, after 1 s at first and at most 60 s
${TARGETS}

${NETWORKS}

Exit status: 0 if it was stopped (Ctrl-C, --for), 1 if all connections have ended by themselves or the file cannot be written,
2 if the arguments are wrong.
`;

/** `rxpeer replay --help` */
export const REPLAY_HELP = `rxpeer replay FILE [options]

Decodes a recording as a live connection is decoded, and prints its messages, one a line, with the times of the recording. It is read no
faster than its output is, so no line is lost. A pcap file that begins within a connection is printed from the first message on.
${RECORDING}
  --speed N        play N times as fast as it was recorded; max: without pauses. Default 1
${PRINTED}

Exit status: 0 at the end of the recording, or if it was stopped (Ctrl-C, --count, a closed pipe), 1 if the recording cannot be read to
its end (the messages before the fault are printed) or the output cannot be written, 2 if the arguments are wrong.
`;

/** `rxpeer marbles --help` */
export const MARBLES_HELP = `rxpeer marbles FILE [options]

Prints a marble test in TypeScript, for rxpeer/marbles, that passes unchanged: it plays what the remote said in a recorded connection, and
expects what a peer of rxpeer makes of it. A diagram of what both sides said stands above it as a comment.
${RECORDING}; default 1
  --only LIST      only these commands, as in inv,getdata,tx, and the handshake
  --from SECONDS   leave out what was said before this time, except the handshake; counted from the beginning of the connection
  --to SECONDS     leave out what was said after this time

Exit status: 0 if the test was printed, 1 if the recording cannot be read, 2 if the arguments are wrong.
`;

/** `rxpeer dashboard --help` */
export const DASHBOARD_HELP = `rxpeer dashboard [HOST[:PORT]...] [options]

Serves a page on 127.0.0.1 that shows these nodes live: rates, peers, blocks and transactions as they spread, each conversation message by
message, faults. Without a HOST it finds peers by itself. Nothing that the page shows comes from elsewhere.

  --network NAME   default bitcoin.mainnet, with --simulate bitcoin.regtest; a HOST's default port is the network's
  --simulate [N]   start N nodes of our own on 127.0.0.1 and show them, too; default 8
  --listen PORT    let peers connect to us, on 127.0.0.1
  --port PORT      of the page, default 8444; 0 takes a free one
  --host HOST      serve the page there instead of 127.0.0.1; whoever is to see it then needs the token in the address that is printed

${NETWORKS}

Ends with 0 when it was told to end (Ctrl-C), with 1 when the page cannot be served, with 2 when it was called the wrong way.
`;
