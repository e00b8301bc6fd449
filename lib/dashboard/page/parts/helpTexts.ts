/** What each view is for, in the order of the links. */
export const VIEW_TEXTS: readonly (readonly [name: string, text: string])[] = [
  ['Overview', 'The state of everything at a glance: totals, rates, and what needs attention.'],
  ['Peers', 'All connected peers as a table. Search it, group it, and open the page of a peer.'],
  ['Conversation', 'Every message with one peer, in order. Choose one to see its fields and its bytes.'],
  ['Blocks', 'The latest announced blocks: which peer was first, and how fast the others followed.'],
  ['Transactions', 'The latest announced transactions: which peer was first, and how fast the others followed.'],
  ['Faults', 'Protocol violations of peers, and the reasons why connections ended or could not be opened.'],
  ['Alerts', 'Rules that watch the peers, and what they have found.'],
];

/** The terms that the views use most. All others are in the glossary. */
export const TERMS: readonly (readonly [name: string, text: string])[] = [
  ['Peer', 'A connection to another node of the network.'],
  ['Inbound, outbound', 'The peer dialled us, or we dialled it.'],
  ['Handshake', 'The exchange of version and verack at the start of a connection. A peer is listed after it.'],
  [
    'Transport v1, v2',
    'v1 is plaintext. v2 (BIP324) is encrypted: no machine between the two nodes can read the messages.',
  ],
  ['User agent', 'The software that the peer claims to run. The claim is not verified.'],
  ['Services', 'The services that the peer claims to offer, such as blocks or compact filters.'],
  ['Height', 'The number of a block in the chain, counted from 0. The claim of a peer is not verified.'],
  ['Best height', 'The greatest height that at least two peers support.'],
  ['Round trip', 'The time from a ping to its pong.'],
  ['Clock', 'The time of day of the peer minus ours, from its version message.'],
  ['Announce', 'A peer says that it has a block or a transaction, before it sends it.'],
  ['50 %, 90 %', 'The time from the first announcement until 50 % or 90 % of the peers had announced the item.'],
  ['Fault', 'A message that broke the protocol.'],
  ['Discouraged', 'A host that misbehaved: it is not dialled for 24 hours.'],
  ['Banned', 'A host that a user has excluded.'],
];
