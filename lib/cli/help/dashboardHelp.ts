import { NETWORKS, PROXY, HOSTS, MONITORS, NATS, METRICS, RECORDING_FILE, STOPPING } from './sharedHelp.js';

/** `rxpeer dashboard --help` */
export const DASHBOARD_HELP = `rxpeer dashboard [HOST[:PORT]...] [options]
rxpeer dashboard --nats [URL] [options]
rxpeer dashboard FILE [options]

Serves a page that shows these nodes live: rates, peers, how blocks and transactions propagate, every
message of each connection, errors. Without a HOST it discovers peers by DNS seeds and gossip. The page
loads nothing from other servers.
${HOSTS}

With a FILE the page shows a recording at the time of the recording, which can be paused and moved.
With --nats and --since it has the same controls for the history of the server.
${RECORDING_FILE}

Options:
  --network NAME   the network of the nodes; default bitcoin.mainnet, with --simulate bitcoin.regtest
  --simulate [N]   start N simulated nodes on 127.0.0.1 and show them, too; default 8, at most 1000
${PROXY}
  --listen PORT    accept peers on 127.0.0.1:PORT; 0 chooses a free port
${MONITORS}
  --speed N        with FILE: play N times faster, 0.1 to 1000; default 1
  --paused         with FILE: begin paused
  --at TIME        with FILE: begin at this time: seconds since the start, or 2026-01-31T12:00:00Z
  --port PORT      the port of the page; default 8444; 0 chooses a free port
  --host HOST      serve the page on this name or address; default 127.0.0.1, which only this machine can
                   open. Other addresses need the token that is part of the printed URL.
                   0.0.0.0 and :: are all addresses of this machine
  --recordings DIR the folder for "record this peer" on the page; default: the current folder. A file has at
                   most 1 GiB, and at most 4 peers are recorded at a time
${METRICS}
  --origin URL     the address of a reverse proxy in front of the page, e.g. https://rx.example.org;
                   can be given more than once. Anyone who can open that address sees the page: let the
                   proxy ask for a password
  --alert-webhook URL
                   post each alert, and its end, as JSON to this http or https URL, at most one per
                   second. The environment variable RXPEER_ALERT_WEBHOOK keeps the URL out of the list of
                   processes
  -h, --help       print this help

${NATS}

${NETWORKS}

Examples:
  rxpeer dashboard --simulate                             try it without a real node
  rxpeer dashboard 127.0.0.1 192.0.2.7:8333               show two nodes
  ssh -L 9000:127.0.0.1:8444 HOST                         another machine: open http://localhost:9000/
  rxpeer dashboard --host 0.0.0.0                         for other machines; open the printed URL
  rxpeer dashboard --origin https://rx.example.org        for a reverse proxy with TLS
  rxpeer dashboard session.rxcap --speed 10 --at 300      a recording from its sixth minute on, faster
  rxpeer dashboard --nats nats://192.0.2.9                the peers of all monitors

At most 16 pages can be open at the same time.
${STOPPING}

Exit codes:
  0  stopped on request (Ctrl-C)
  1  the page or the metrics cannot be served, FILE cannot be read, NATS cannot be used, or the output
     cannot be written
  2  wrong arguments
`;
