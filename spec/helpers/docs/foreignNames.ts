// cspell:ignore Conns addrs peerconnect peerready peerdisconnect peererror seederror peerinv
/** The public names of other libraries that the pages of site/migration map, by page and section. */
export const FOREIGN_NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  // github.com/btcsuite/btcd v0.26.2, peer/peer.go: the fields of MessageListeners and Config, the exported functions and methods.
  btcd: {
    '## MessageListeners': `OnGetAddr OnAddr OnAddrV2 OnPing OnPong OnMemPool OnTx OnBlock OnCFilter OnCFHeaders OnCFCheckpt OnInv OnHeaders
      OnNotFound OnGetData OnGetBlocks OnGetHeaders OnGetCFilters OnGetCFHeaders OnGetCFCheckpt OnFeeFilter OnFilterAdd OnFilterClear
      OnFilterLoad OnMerkleBlock OnVersion OnVerAck OnReject OnSendHeaders OnSendAddrV2 OnRead OnWrite OnAlert`,
    '## Config': `NewestBlock HostToNetAddress Proxy UserAgentName UserAgentVersion UserAgentComments ChainParams Services ProtocolVersion
      DisableRelayTx Listeners TrickleInterval AllowSelfConns DisableStallHandler UsingV2Conn V2HandshakeAdmission`,
    '## Functions and methods': `NewInboundPeer NewOutboundPeer NewP2PDowngrader MarkForDowngrade ShouldDowngrade String UpdateLastBlockHeight
      UpdateLastAnnouncedBlock AddKnownInventory StatsSnapshot ID NA Addr Inbound Services UserAgent LastAnnouncedBlock LastPingNonce
      LastPingTime LastPingMicros VersionKnown VerAckReceived ProtocolVersion LastBlock LastSend LastRecv LocalAddr BytesSent BytesReceived
      TimeConnected TimeOffset StartingHeight WantsHeaders IsWitnessEnabled WantsAddrV2 PushAddrMsg PushAddrV2Msg PushGetBlocksMsg
      PushGetHeadersMsg PushRejectMsg QueueMessage QueueMessageWithEncoding QueueInventory Connected Disconnect AssociateConnection
      WaitForDisconnect Done ShouldDowngradeToV1`,
  },
  // github.com/bcoin-org/bcoin 0c18028, lib/net/peer.js and pool.js: what is emitted, and the fields of PeerOptions and PoolOptions.
  bcoin: {
    '## Events of a peer': 'connect open packet error close ban onPacket',
    '## PeerOptions': `network logger createSocket version services agent noRelay spv compact headers banScore getHeight isFull hasWitness
      createNonce hasNonce getRate`,
    '## Events of a pool': 'error connection listening block full tx loader packet ban peer timeout ack reject',
    '## PoolOptions': `logger chain mempool filterIndexers nonces prefix checkpoints spv bip37 bip157 listen compact noRelay host port publicHost
      publicPort maxOutbound maxInbound createSocket createServer resolve proxy onion upnp selfish version agent banScore banTime feeRate
      seeds nodes only discover invTimeout blockMode memory services requiredServices`,
  },
  // bitcore-p2p 10.10.7, lib/peer.js and lib/pool.js.
  'bitcore-p2p': {
    '## Peer':
      'host port network relay socket messages status version subversion bestHeight connect ready disconnect error inv tx',
    '## Pool': `network relay listenAddr dnsSeed maxSize addrs messages peerconnect peerready peerdisconnect peererror seed seederror peerinv`,
    '## Messages': `Version VerAck Ping Pong Block Transaction GetData Headers NotFound Inventory Addresses Alert Reject MerkleBlock FilterLoad
      FilterAdd FilterClear GetBlocks GetHeaders MemPool GetAddr`,
  },
  // bitcoin-protocol 4.1.3, index.js and src/messages.js.
  'bitcoin-protocol': {
    '## The interface': 'magic messages data error end pipe types struct varint',
    '## The messages': `block getblocks getdata getheaders headers inv mempool merkleblock notfound tx addr alert filteradd filterload
      filterclear getaddr ping pong reject sendheaders verack version`,
  },
};
