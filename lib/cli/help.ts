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

const RECORDING = `FILE is an .rxcap file, Bitcoin Core's msgs_recv.dat or the folder with it and msgs_sent.dat, a pcap or pcapng file with one connection,
or a table of frames (.tsv).

  --network NAME   where the recording does not tell
  --peer N         its connection with this number alone`;

/** `rxpeer watch --help` */
export const WATCH_HELP = `rxpeer watch HOST[:PORT]... [options]

Connects to one or several nodes and prints what they say, one line a message. An IPv6 host with a port stands in brackets:
[::1]:8333. What is announced is asked for, so that blocks and transactions are seen themselves.

${TARGETS}
${PRINTED}

${NETWORKS}

Ends with 0 when it was told to end (Ctrl-C, --count, --for, a closed pipe), with 1 when all connections have ended by themselves,
with 2 when it was called the wrong way. No colours where NO_COLOR is set, or where the output is no terminal.
`;

/** `rxpeer record --help` */
export const RECORD_HELP = `rxpeer record HOST[:PORT]... --out FILE [options]

Connects to one or several nodes as watch does, and writes down every byte that passes, both ways, the handshake too. A recording is
whole at every moment: one whose program has died is read up to there.

  -o, --out FILE   where to write; an existing file is an error
  --append         go on with the file that is there
  --overwrite      write over it
  --format NAME    rxcap (default), or core: a folder with the files that Bitcoin Core's -capturemessages writes
${TARGETS}

${NETWORKS}

Ends with 0 when it was told to end (Ctrl-C, --for), with 1 when all connections have ended by themselves or the file cannot be written,
with 2 when it was called the wrong way.
`;

/** `rxpeer replay --help` */
export const REPLAY_HELP = `rxpeer replay FILE [options]

Plays a recording through the same decoder as a live connection, and prints what was said, one line a message, with the times of then.
${RECORDING}
  --speed N        so many times faster than it was; max: without a pause. Default 1
${PRINTED}

Ends with 0 at the recording's end, or when it was told to end, with 1 when the recording cannot be read (what is whole of it is printed),
with 2 when it was called the wrong way.
`;

/** `rxpeer marbles --help` */
export const MARBLES_HELP = `rxpeer marbles FILE [options]

Prints a marble test in TypeScript, for rxpeer/marbles, that passes as it is: what the remote said in this connection, and what a peer
of rxpeer says to that; above it, drawn, what both sides said then.
${RECORDING}; default 1
  --only LIST      these commands alone, as in inv,getdata,tx, beside the handshake
  --from SECONDS   leave out what came before, beside the handshake; from the connection's beginning
  --to SECONDS     leave out what came after

Ends with 0 when the test is printed, with 1 when the recording cannot be read, with 2 when it was called the wrong way.
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
