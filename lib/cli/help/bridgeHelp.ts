import { STOPPING } from './sharedHelp.js';

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
