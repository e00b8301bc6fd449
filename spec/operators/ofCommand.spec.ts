import { describe, expect, it } from '@jest/globals';
import { map, of, type Observable } from 'rxjs';
import type { Message } from '../../lib/messages/table.js';
import { ofCommand } from '../../lib/operators/ofCommand.js';

describe('ofCommand', () => {
  it('narrows the type', () => {
    const message$: Observable<Message> = of<Message[]>({ command: 'ping', nonce: 7n }, { command: 'verack' });
    const nonces: (bigint | undefined)[] = [];
    message$
      .pipe(
        ofCommand('ping', 'pong'),
        map(({ nonce }) => nonce),
      )
      .subscribe((nonce) => nonces.push(nonce));
    expect(nonces).toEqual([7n]);
  });
});
