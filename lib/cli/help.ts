import { KNOWN_NETWORKS } from '../networks/knownNetworks.js';

/** `rxpeer --help` */
export const HELP = `rxpeer: watch, record and test the messages of Bitcoin and LBRY nodes

Usage:
  rxpeer watch HOST[:PORT]...              print the messages of nodes, one line per message
  rxpeer watch --simulate                  the same with a simulated node; no real node is needed
  rxpeer record HOST[:PORT]... -o FILE     write every byte of the connections to a file
  rxpeer replay FILE                       print the messages of a recording
  rxpeer export FILE --pcap OUT            write a recording as a pcap file, for Wireshark
  rxpeer export FILE --parquet OUT         write a recording as Parquet files, for DuckDB and others
  rxpeer marbles FILE                      print a marble test, with a diagram, of a recording
  rxpeer dashboard HOST[:PORT]...          show the nodes live, on a page in your browser
  rxpeer dashboard --simulate              the same with simulated nodes; no real node is needed
  rxpeer broadcast HEX|FILE [HOST...]      send a transaction without showing who sends it
  rxpeer bridge --allow HOST:PORT          let pages in a browser connect to these nodes
  rxpeer simulate                          run a network of simulated nodes and print their addresses
  rxpeer publish HOST... --monitor NAME    publish what this machine sees to NATS, for watch --nats and
                                           dashboard --nats on any machine

  rxpeer SUBCOMMAND --help                 print the options and examples of a subcommand
                                           (also: rxpeer help SUBCOMMAND)
  rxpeer --version                         print the version (also: -V, version)

Exit codes: 0 success, or stopped on request; 1 failed while running; 2 wrong arguments.
`;

const NETWORKS = `Networks:
  ${networkNames('bitcoin')}
  ${networkNames('lbry')}`;

function networkNames(chain: string): string {
  return [...KNOWN_NETWORKS.keys()].filter((name) => name.startsWith(`${chain}.`)).join(', ');
}

const PROXY = `  --proxy URL      connect through a SOCKS5 proxy: socks5://[USER:PASSWORD@]HOST[:PORT] or unix:/PATH,
                   for Tor socks5://127.0.0.1:9050. The proxy resolves names, and reaches onion addresses`;

const TARGETS = `  --network NAME   the network of the nodes; default bitcoin.mainnet, with --simulate bitcoin.regtest
  --no-fetch       do not request the blocks and transactions that nodes announce
  --simulate       start a simulated node on 127.0.0.1 and connect to it, too
${PROXY}
  --for SECONDS    stop after this time
  --reconnect      connect again when a connection ends: after 1 s, then 2 s, 4 s, up to 60 s`;

const HOSTS = `The default port is the port of the network.
Put an IPv6 host in brackets when you give a port: [::1]:8333.
unix:/PATH is a node that listens on a Unix socket.`;

const PRINTED = `  --only LIST      print only these commands, separated by commas, e.g. inv,tx;
                   "unknown" matches all commands that rxpeer does not know
  --sent           also print the messages that we send
  --json           print one JSON object per line; lib/cli/json.schema.json in the package describes it
  --count N        stop after N messages
  --no-color       print no colours`;

const MONITORS = `  --nats [URL]     no connections of its own: show what monitors publish to NATS (rxpeer publish)
  --monitor LIST   with --nats: only these monitors, separated by commas
  --since SECONDS  with --nats: begin with the history of the server since then (docs/nats.md)`;

const NATS = `NATS:
  The URL is nats://HOST[:PORT], or tls://HOST[:PORT] to require TLS; several servers of one cluster are
  separated by commas. Default: NATS_URL, else nats://127.0.0.1:4222.
  --nats-creds FILE   a .creds file; default NATS_CREDS
  --nats-user NAME    with the password in NATS_PASSWORD; default NATS_USER
  --nats-ca FILE      the certificates (PEM) to trust instead of those of Node; default NATS_CA
  --nats-cert FILE, --nats-key FILE   our own certificate; default NATS_CERT, NATS_KEY
  Other credentials: NATS_TOKEN, NATS_NKEY (the seed, or a file with it), or USER:PASSWORD@ or TOKEN@ in the
  URL. Other users of the machine can read the command line: put a URL with a password into NATS_URL.
  Needs the packages @nats-io/transport-node and @nats-io/jetstream.`;

const COLOURS = `Colours are used on a terminal, unless TERM is "dumb" or NO_COLOR is set.
FORCE_COLOR=1 turns them on, FORCE_COLOR=0 off.`;

const METRICS = `  --metrics PORT   serve metrics for Prometheus at http://127.0.0.1:PORT/metrics; 0 chooses a free port and
                   prints it. docs/metrics.md in the repository lists them`;

const STOPPING = `Ctrl-C (SIGINT) and SIGTERM stop the program cleanly. SIGHUP does so, too, if the program has a
terminal; without a terminal, for example when started by nohup, it ignores SIGHUP.`;

const RECORDING = `FILE is one of these, possibly compressed by gzip; "-" is standard input:
  an .rxcap file, as record writes it
  one of Bitcoin Core's msgs_recv.dat and msgs_sent.dat, or the folder that contains them
  a pcap or pcapng file with one connection
  a table of frames (.tsv)`;

const CAPTURE = `  --network NAME   the network, if the recording does not name it (Bitcoin Core's files do not)
  --peer N         only the connection with this number`;

/** `rxpeer watch --help` */
export const WATCH_HELP = `rxpeer watch HOST[:PORT]... [options]
rxpeer watch --nats [URL] [options]

Connects to nodes and prints the messages that they send, one line per message. Requests the blocks
and transactions that nodes announce, so that they are printed, too.
${HOSTS}

Options:
${TARGETS}
${MONITORS}
${PRINTED}
${METRICS}
  -h, --help       print this help

${NATS}

${NETWORKS}

Examples:
  rxpeer watch 127.0.0.1                                  a Bitcoin node on this machine
  rxpeer watch 127.0.0.1 --network lbry.mainnet           an LBRY node on this machine
  rxpeer watch --simulate --only inv,tx,block             a simulated node, three commands only
  rxpeer watch HOST.onion --proxy socks5://127.0.0.1:9050 an onion service, through Tor
  rxpeer watch [2001:db8::1]:8333 --json | jq .command    the commands of a remote node
  rxpeer watch 192.0.2.7 --metrics 9333 > /dev/null       only the metrics, for Prometheus
  nohup rxpeer watch 192.0.2.7 --reconnect > log &        keep watching after you log out
  rxpeer watch --nats nats://192.0.2.9 --only block       the blocks that all monitors see

${COLOURS}
${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C, --count, --for), or the reader of the output closed it (as head does)
  1  every connection ended, NATS cannot be used, the output cannot be written, the metrics cannot be
     served, or lines were dropped because the output was not read fast enough (more than 16 MiB were
     buffered)
  2  wrong arguments
`;

/** `rxpeer record --help` */
export const RECORD_HELP = `rxpeer record HOST[:PORT]... --out FILE [options]

Connects to nodes as watch does, and writes every byte of the connections, in both directions, to a
file, the handshake included. A recording can always be read, even if the program crashed while writing
it. Only its owner may read it (mode 600).
${HOSTS}

Options:
  -o, --out FILE   the file to write; it must not exist yet, unless it is a device or a named pipe
  --append         append to the existing file
  --overwrite      replace the existing file
  --format NAME    rxcap (default), or core: a folder with the files that Bitcoin Core writes with
                   -capturemessages
  --with-secrets   of connections by transport v2 also write the encrypted bytes and the secrets that
                   decrypt them, to study the transport; only with --format rxcap (see below)
${TARGETS}
  -h, --help       print this help

${NETWORKS}

A connection by transport v2 is encrypted, but the file is not: any reader of it can read the messages.
With --with-secrets it also holds the shared secret of each such connection. A reader of that secret can
read the connection in a capture of the network, too, and forge its packets while it is open.
Share such a file only with readers that may take part in the connection.

Examples:
  rxpeer record 127.0.0.1 -o session.rxcap                record a node until Ctrl-C
  rxpeer record --simulate -o demo.rxcap --for 10         record 10 seconds of a simulated node
  nohup rxpeer record 192.0.2.7 -o long.rxcap &           keep recording after you log out

${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C, --for)
  1  every connection ended, or the file cannot be written
  2  wrong arguments
`;

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

/** `rxpeer export --help` */
export const EXPORT_HELP = `rxpeer export FILE --pcap OUT [options]
rxpeer export FILE --parquet OUT [options]
rxpeer export --nats [URL] --parquet OUT [options]

--pcap writes a recording as a pcap file that Wireshark, tshark and tcpdump read: one TCP connection for
each recorded one, with the recorded bytes and times. The packets are made, because a recording holds
none: IP packets without a link header, with right checksums. The recorded peer has the address
192.0.2.1 or 2001:db8::1, a remote without an IP address has one in 198.18.0.0/15.

--parquet writes what happened in it as tables for DuckDB, pandas, Spark and others: messages,
sightings, exchanges, connections. docs/parquet.md describes the columns. It needs the package
hyparquet-writer.

${RECORDING}

Options:
  --pcap OUT       the file to write; "-" is standard output. It must not exist yet, unless it is a device
                   or a named pipe. Only its owner may read it (mode 600)
  --parquet OUT    the folder to write: messages.parquet, sightings.parquet, exchanges.parquet and
                   connections.parquet. None of these files may exist yet. Only their owner may read them
  --table NAME     write only this table; then OUT is the file
  --payloads       store the payload of each message in the table messages
  --monitor NAME   the name in the column monitor; with --nats only these monitors, separated by commas
  --overwrite      replace existing files
  --nats [URL]     write what monitors publish, until the program is stopped, instead of a recording
  --since SECONDS  with --nats: begin with the history of the server since then (docs/nats.md)
  --for SECONDS    with --nats: stop after this time
${CAPTURE}
  -h, --help       print this help

${NATS}

Wireshark recognises the messages of Bitcoin's mainnet and regtest. For other networks name the port:
tshark -d tcp.port==9246,bitcoin shows the commands of LBRY.

Examples:
  rxpeer export session.rxcap --pcap session.pcap
  rxpeer export session.rxcap --pcap - | tshark -r - -Y bitcoin
  rxpeer export msgs_recv.dat --network bitcoin.mainnet --pcap received.pcap
  rxpeer export session.rxcap --parquet session.parquet
  duckdb -c "SELECT command, count(*) FROM 'session.parquet/messages.parquet' GROUP BY ALL"

Exit codes:
  0  the recording was written to its end
  1  the recording cannot be read to its end (what was before the error is written), it contains no
     connection (no file is written), a file cannot be written, or the program was stopped before the end
     (then --parquet writes no file)
  2  wrong arguments
`;

/** `rxpeer marbles --help` */
export const MARBLES_HELP = `rxpeer marbles FILE [options]

Prints a marble test of one recorded connection, in TypeScript, for rxpeer/marbles, with a diagram of
the connection. In the test the remote sends what it sent in the recording, and the test expects what
an rxpeer peer answers. The test passes unchanged. At most 500 messages fit in a test.

${RECORDING}

Options:
${CAPTURE}; default: the first
  --only LIST      only these commands, separated by commas, e.g. inv,getdata,tx;
                   the handshake is always included
  --from SECONDS   leave out the messages before this time, except the handshake;
                   counted from the start of the connection
  --to SECONDS     leave out the messages after this time
  -h, --help       print this help

Examples:
  rxpeer marbles session.rxcap > session.spec.ts
  rxpeer marbles session.rxcap --only inv,getdata,tx --from 2 --to 5

Exit codes:
  0  the test was printed
  1  the recording cannot be read, no or too many messages are selected, or the output cannot be written
  2  wrong arguments
`;

/** `rxpeer dashboard --help` */
export const DASHBOARD_HELP = `rxpeer dashboard [HOST[:PORT]...] [options]
rxpeer dashboard --nats [URL] [options]

Serves a page that shows these nodes live: rates, peers, how blocks and transactions propagate, every
message of each connection, errors. Without a HOST it discovers peers by DNS seeds and gossip. The page
loads nothing from other servers.
${HOSTS}

Options:
  --network NAME   the network of the nodes; default bitcoin.mainnet, with --simulate bitcoin.regtest
  --simulate [N]   start N simulated nodes on 127.0.0.1 and show them, too; default 8, at most 1000
${PROXY}
  --listen PORT    accept peers on 127.0.0.1:PORT; 0 chooses a free port
${MONITORS}
  --port PORT      the port of the page; default 8444; 0 chooses a free port
  --host HOST      serve the page on this name or address; default 127.0.0.1, which only this machine can
                   open. Other addresses need the token that is part of the printed URL.
                   0.0.0.0 and :: are all addresses of this machine
${METRICS}
  --origin URL     the address of a reverse proxy in front of the page, e.g. https://rx.example.org;
                   can be given more than once. Anyone who can open that address sees the page: let the
                   proxy ask for a password
  -h, --help       print this help

${NATS}

${NETWORKS}

Examples:
  rxpeer dashboard --simulate                             try it without a real node
  rxpeer dashboard 127.0.0.1 192.0.2.7:8333               show two nodes
  ssh -L 9000:127.0.0.1:8444 HOST                         another machine: open http://localhost:9000/
  rxpeer dashboard --host 0.0.0.0                         for other machines; open the printed URL
  rxpeer dashboard --origin https://rx.example.org        for a reverse proxy with TLS
  rxpeer dashboard --nats nats://192.0.2.9                the peers of all monitors

At most 16 pages can be open at the same time.
${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C)
  1  the page or the metrics cannot be served, NATS cannot be used, or the output cannot be written
  2  wrong arguments
`;

/** `rxpeer bridge --help` */
export const BRIDGE_HELP = `rxpeer bridge --allow HOST:PORT[,HOST:PORT...] [options]

Lets pages in a browser connect to these nodes, and to no others: a bridge from WebSockets to TCP for
webSocketDuplex of rxpeer/browser. A page gives the printed URL to webSocketDuplex. The bridge passes bytes
on. With transport v2 it cannot read them; docs/browser.md describes what it can and cannot do.

Options:
  --allow LIST     the nodes, separated by commas; can be given more than once. A page has to name a node
                   exactly as it is written here
  --listen PORT    the port of the bridge; default 8445; 0 chooses a free port
  --host HOST      listen on this name or address; default 127.0.0.1, which only this machine can reach.
                   0.0.0.0 and :: are all addresses of this machine
  --origin URL     the origin of a page that may use the bridge, e.g. https://app.example.org or
                   http://localhost:5173; can be given more than once. Default: no other than the bridge's own
  --token-file FILE  the token that is part of the URLs: 16 to 256 letters, digits, "-" and "_".
                   Default: a random one, printed at the start
  --max-connections N  connections at the same time; default 64, at most 1000
  --max-per-client N   of one address, or IPv6 /64; default 8. All clients of a reverse proxy have its address
  --idle-timeout SECONDS  close a connection without a byte for this time; default 600
  -h, --help       print this help

Examples:
  rxpeer bridge --allow 127.0.0.1:8333 --origin http://localhost:5173
  rxpeer bridge --allow 127.0.0.1:8333,[2001:db8::7]:8333 --listen 9000 --token-file bridge.token

${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C)
  1  the bridge cannot listen, the token cannot be read, or the output cannot be written
  2  wrong arguments
`;

/** `rxpeer broadcast --help` */
export const BROADCAST_HELP = `rxpeer broadcast HEX|FILE|- [HOST[:PORT]...] [options]

Sends a transaction to nodes by connections of its own, which show nothing about you: each connection
announces this one transaction, sends it when it is requested, and is closed. Use --proxy, so that the
nodes do not see your IP address either; docs/broadcast.md in the repository describes what is hidden.
Prints the progress on stderr, and the outcome of each node and the result on stdout.

HEX is the transaction in hex digits, FILE contains the hex digits or the bytes, "-" is standard input.
Without a HOST it dials one node of each DNS seed, in random order. A node that fails is replaced by the
next one. ${HOSTS}

Options:
  --network NAME   the network of the nodes; default bitcoin.mainnet
  --proxy URL      connect through this SOCKS5 proxy, e.g. socks5://127.0.0.1:9050 for Tor
  --copies N       send it to N nodes; default 3, or all nodes if there are fewer
  --echo HOST[:PORT]
                   wait until this node announces the transaction: the network relays it. It must be
                   another node than those to which the transaction is sent; can be given more than
                   once. Connects to it as a normal peer, through the proxy if there is one
  --timeout SEC    give up after this time, in seconds; default 120
  -h, --help       print this help

${NETWORKS}

Examples:
  rxpeer broadcast tx.hex --proxy socks5://127.0.0.1:9050      by Tor, to nodes of the DNS seeds
  rxpeer broadcast - 192.0.2.7 192.0.2.8 --copies 2 < tx.hex   to two nodes
  rxpeer broadcast tx.hex 192.0.2.7 --echo 192.0.2.9           wait for the echo of another node

Exit codes:
  0  enough nodes have received the transaction, and with --echo, one of these nodes announced it
  1  too few nodes have received it, no echo in time, FILE cannot be read, or stopped before (Ctrl-C)
  2  wrong arguments, or not a transaction
`;

/** `rxpeer simulate --help` */
export const SIMULATE_HELP = `rxpeer simulate [options]

Runs a network of simulated nodes on 127.0.0.1 and prints the address of each, one HOST:PORT per line,
until it is stopped. All nodes serve the same generated chain; each announces new blocks and
transactions after its own delay. Among eight nodes are a miner, a slow node, a silent one, one that
closes connections, and one that violates the protocol: it then listens on another port, which is
printed, too.

Options:
  --nodes N        the number of nodes, 1 to 1000; default 8
  --seed N         the same seed makes the same chain and nodes; default 1
  --network NAME   the network of blocks and messages; default bitcoin.regtest
  --visitors N     this number of the nodes does not listen, but dials the address of --visit
  --visit HOST[:PORT]
                   the address that the visitors dial
  --block-interval SECONDS
                   the time between blocks; default 15
  --transaction-interval SECONDS
                   the time between transactions; default 1.5
  --truth FILE     write one line of JSON for each new block and transaction: kind, hash (of a transaction
                   the txid, and wtxid), height of a block, node (the address of the miner, which has it
                   first) and atMs (when, in milliseconds since 1970)
  --overwrite      replace an existing FILE
  --json           print one JSON object per line: address and role
  -h, --help       print this help

${NETWORKS}

Examples:
  rxpeer simulate --nodes 50 > addresses &                run 50 nodes
  rxpeer simulate --nodes 50 --seed 7 --truth truth.jsonl

${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C)
  1  a node cannot listen, or the output or FILE cannot be written
  2  wrong arguments
`;

/** `rxpeer publish --help` */
export const PUBLISH_HELP = `rxpeer publish [HOST[:PORT]...] --monitor NAME [options]

Connects to nodes as the dashboard does, and publishes every message and event to NATS. Run it on as many
machines as you like, each with a name of its own: rxpeer watch --nats, rxpeer dashboard --nats and
fromNats() of rxpeer/nats then show the peers of all of them. Without a HOST it discovers peers by DNS
seeds and gossip. ${HOSTS}

Options:
  --monitor NAME   the name of this vantage point, 1 to 100 characters; a second process with the same name
                   is refused
  --nats [URL]     the server, see below
  --network NAME   the network of the nodes; default bitcoin.mainnet, with --simulate bitcoin.regtest
  --no-fetch       do not request the blocks and transactions that nodes announce
  --simulate [N]   start N simulated nodes on 127.0.0.1 and connect to them, too; default 8, at most 1000
${PROXY}
  --listen PORT    accept peers on 127.0.0.1:PORT; 0 chooses a free port
  --commands LIST  publish only these commands, separated by commas, e.g. inv,tx,block;
                   "unknown" matches all commands that rxpeer does not know
  --no-payloads    publish which messages were sent and received, but not what they contain
  --per-command    also publish each message alone, on a subject with its command, for other programs;
                   takes several times as long
  --history SECONDS   let the server store what all monitors of the network publish for this time, in a
                   JetStream stream, for watch, dashboard and export --nats --since
  --format NAME    rxpeer (default), or peer-observer: the events of peer-observer on its subjects
  --metrics PORT   serve metrics for Prometheus at http://127.0.0.1:PORT/metrics; 0 chooses a free port
  --for SECONDS    stop after this time
  --json           print the state once a second as a line of JSON: at, monitor, network, server, peers,
                   isConnected, reconnects, publishedMessages, publishedBytes, droppedMessages,
                   droppedBytes, queuedBytes
  -h, --help       print this help

${NATS}

Prints on stderr what changes, at most one line per second. A slow or absent server never slows down a
node: at most 16 MiB wait for it, beyond that messages are dropped and counted. After a lost connection
to the server it connects again, without end.

${NETWORKS}

Examples:
  rxpeer publish --simulate --monitor berlin              try it without a real node
  rxpeer publish 127.0.0.1 --nats nats://192.0.2.9 --monitor berlin
  rxpeer publish --monitor tokyo --commands inv,block --no-payloads
  NATS_PASSWORD=... rxpeer publish --nats tls://nats.example.org --nats-user me --monitor berlin

${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C, --for)
  1  NATS cannot be used, or another process publishes under this name
  2  wrong arguments
`;
