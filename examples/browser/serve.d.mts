/** Bundles the page of examples/browser/ and serves it on 127.0.0.1. Port 0 chooses a free one. */
export function serveExample(port: number): Promise<{ readonly origin: string; close(): void }>;
