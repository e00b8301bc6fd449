// Parts of the help that several subcommands have.
import { KNOWN_NETWORKS } from '../../networks/knownNetworks.js';

export const NETWORKS = `Networks:
  ${networkNames('bitcoin')}
  ${networkNames('lbry')}`;

function networkNames(chain: string): string {
  return [...KNOWN_NETWORKS.keys()].filter((name) => name.startsWith(`${chain}.`)).join(', ');
}

export const PROXY = `  --proxy URL      connect through a SOCKS5 proxy: socks5://[USER:PASSWORD@]HOST[:PORT] or unix:/PATH,
                   for Tor socks5://127.0.0.1:9050. The proxy resolves names, and reaches onion addresses`;

export const TARGETS = `  --network NAME   the network of the nodes; default bitcoin.mainnet, with --simulate bitcoin.regtest
  --no-fetch       do not request the blocks and transactions that nodes announce
  --simulate       start a simulated node on 127.0.0.1 and connect to it, too
${PROXY}
  --for SECONDS    stop after this time
  --reconnect      connect again when a connection ends: after 1 s, then 2 s, 4 s, up to 60 s`;

export const HOSTS = `The default port is the port of the network.
Put an IPv6 host in brackets when you give a port: [::1]:8333.
unix:/PATH is a node that listens on a Unix socket.`;

export const PRINTED = `  --only LIST      print only these commands, separated by commas, e.g. inv,tx;
                   "unknown" matches all commands that rxpeer does not know
  --sent           also print the messages that we send
  --json           print one JSON object per line; lib/cli/json.schema.json in the package describes it
  --count N        stop after N messages
  --no-color       print no colours`;

export const MONITORS = `  --nats [URL]     open no connections: show what monitors publish to NATS (rxpeer publish)
  --monitor LIST   with --nats: only these monitors, separated by commas
  --since SECONDS  with --nats: begin with the history of the server since then (docs/nats.md)`;

export const NATS = `NATS:
  The URL is nats://HOST[:PORT], or tls://HOST[:PORT] to require TLS; several servers of one cluster are
  separated by commas. Default: NATS_URL, else nats://127.0.0.1:4222.
  --nats-creds FILE   a .creds file; default NATS_CREDS
  --nats-user NAME    with the password in NATS_PASSWORD; default NATS_USER
  --nats-ca FILE      the certificates (PEM) to trust instead of those of Node; default NATS_CA
  --nats-cert FILE, --nats-key FILE   our own certificate; default NATS_CERT, NATS_KEY
  Other credentials: NATS_TOKEN, NATS_NKEY (the seed, or a file with it), or USER:PASSWORD@ or TOKEN@ in the
  URL. Other users of the machine can read the command line: put a URL with a password into NATS_URL.
  Needs the packages @nats-io/transport-node and @nats-io/jetstream.`;

export const COLOURS = `Colours are used on a terminal, unless TERM is "dumb" or NO_COLOR is set.
FORCE_COLOR=1 turns them on, FORCE_COLOR=0 off.`;

export const METRICS = `  --metrics PORT   serve metrics for Prometheus at http://127.0.0.1:PORT/metrics; 0 chooses a free port and
                   prints it. docs/metrics.md in the repository lists them`;

export const STOPPING = `Ctrl-C (SIGINT) and SIGTERM stop the program cleanly. SIGHUP also stops it if the program has a
terminal; without a terminal, for example when started by nohup, it ignores SIGHUP.`;

const RECORDINGS = `  an .rxcap file, as record writes it
  one of Bitcoin Core's msgs_recv.dat and msgs_sent.dat, or the folder that contains them
  a pcap or pcapng file with one connection
  a table of frames (.tsv)`;

export const RECORDING = `FILE is one of these, possibly compressed by gzip; "-" is standard input:
${RECORDINGS}`;

export const RECORDING_FILE = `FILE is one of these, possibly compressed by gzip; a folder is written with a slash, as ./FOLDER:
${RECORDINGS}`;

export const CAPTURE = `  --network NAME   the network, if the recording does not name it (Bitcoin Core's files do not)
  --peer N         only the connection with this number`;
