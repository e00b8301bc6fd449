/** Entry point `rxpeer/browser`: connections of a page in a browser to nodes, through `rxpeer bridge`. Imports no module of Node. */
export { webSocketDuplex, type WebSocketDuplexOptions } from './transport/webSocket.js';
export type { WebSocketConstructor, WebSocketLike, WebSocketLikeEvent } from './transport/webSocketLike.js';
