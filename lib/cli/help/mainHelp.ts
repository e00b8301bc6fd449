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
  rxpeer publish HOST... --monitor NAME    publish messages and events to NATS, for watch --nats and
                                           dashboard --nats on any machine

  rxpeer SUBCOMMAND --help                 print the options and examples of a subcommand
                                           (also: rxpeer help SUBCOMMAND)
  rxpeer --version                         print the version (also: -V, version)

Exit codes: 0 success, or stopped on request; 1 failed while running; 2 wrong arguments.
`;
