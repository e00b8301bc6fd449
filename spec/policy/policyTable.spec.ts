import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  bitcoin,
  definePolicy,
  lbry,
  VIOLATIONS,
  type Message,
  type PeerOptions,
  type PolicyProfile,
  type PolicyRow,
  type Reaction,
  type Violation,
} from '../../lib/index.js';
import { bytesOf, versionMessage } from '../helpers/samples.js';
import { outcomeOf } from '../helpers/peer/outcome.js';
import { rawRemote } from '../helpers/rawRemote.js';
import { VIOLATION_ROWS, type ViolationRow } from './violationRows.js';

const PROFILES: PolicyProfile[] = ['core', 'lbcd'];
const verack: Message = { command: 'verack' };
const ALIVE: Message = { command: 'ping', nonce: 77n };

interface Played {
  readonly closes: { readonly code: string; readonly misbehaviour: boolean }[];
  readonly faults: string[];
  /** The commands that subscribers have received since the violation. */
  readonly delivered: string[];
  /** Whether the peer still answers a ping, after the rest of the handshake. */
  readonly isAlive: boolean;
}

/** Runs a remote that commits the violation, then finishes its handshake and sends a ping, against a peer with these options. */
function play(each: ViolationRow, options: Partial<PeerOptions>): Played {
  const { peer, sendToPeer, write, faults, received, reasons } = rawRemote({ ...each.options, ...options });
  const version = versionMessage({ version: each.version ?? 70_016 });
  if (each.after !== 'nothing') sendToPeer(version);
  if (each.after === 'handshake') sendToPeer(verack);
  const { values } = outcomeOf(peer.messages$);
  faults.length = 0;
  write(each.bytes);
  const delivered = values.map(({ command }) => command);
  if (each.after === 'nothing') sendToPeer(version);
  if (each.after !== 'handshake') sendToPeer(verack);
  write(bytesOf([ALIVE]));
  return {
    closes: reasons.map((reason) => ({
      code: reason.by === 'fault' ? reason.error.code : reason.by,
      misbehaviour: reason.by === 'fault' && reason.misbehaviour === true,
    })),
    faults: faults.map(({ code }) => code),
    delivered,
    isAlive: received.some((message) => message.command === 'pong' && message.nonce === 77n),
  };
}

function expectRow(each: ViolationRow, { reaction, misbehaviour }: PolicyRow, played: Played): void {
  const { violation, command } = each;
  if (reaction === 'close') {
    expect(played.closes).toEqual([{ code: violation, misbehaviour }]);
    expect(played.isAlive).toBe(false);
    return;
  }
  expect(played).toMatchObject({
    closes: [],
    isAlive: true,
    faults: reaction === 'ignore' ? [] : [violation],
    delivered: reaction === 'dropMessage' ? [] : [command],
  });
}

describe.each(PROFILES)('the policy %s', (profile) => {
  const policy = definePolicy(profile);

  it.each(VIOLATION_ROWS.map((each) => [each.violation, each.title, each] as const))('%s: %s', (_, __, each) => {
    expectRow(each, policy[each.violation], play(each, { policy: profile }));
  });
});

describe('every row of the table', () => {
  const reactions = VIOLATION_ROWS.filter((each) => each.isUnreadable !== true).flatMap((each) =>
    VIOLATIONS[each.violation].reactions.map((reaction) => [each.violation, each.title, reaction, each] as const),
  );

  it.each(reactions)('%s (%s) can be set to %s', (violation, _, reaction, each) => {
    const policy = definePolicy('core', { [violation]: { reaction } });
    expectRow(each, { reaction, misbehaviour: false }, play(each, { policy }));
  });

  it('has a violation row', () => {
    expect(new Set(VIOLATION_ROWS.map(({ violation }) => violation))).toEqual(new Set(Object.keys(VIOLATIONS)));
  });

  it('is equal in docs/policy.md and in the code', () => {
    const page = readFileSync(new URL('../../docs/policy.md', import.meta.url), 'utf8').replace(/ +/g, ' ');
    for (const [code, { summary, core, lbcd, source }] of Object.entries(VIOLATIONS)) {
      expect(page).toContain(`| \`${code}\` | ${summary} | ${cell(core)} | ${cell(lbcd)} | ${source} |`);
    }
  });

  function cell({ reaction, misbehaviour }: { reaction: Reaction; misbehaviour?: boolean }): string {
    return misbehaviour === true ? `${reaction}, misbehaviour` : reaction;
  }
});

describe('a policy', () => {
  it('is that of the network by default', () => {
    const second = VIOLATION_ROWS.find(({ violation }) => violation === 'DUPLICATE_VERACK')!;
    expect(bitcoin.mainnet.policy).toBe('core');
    expect(lbry.mainnet.policy).toBe('lbcd');
    expect(play(second, {}).closes).toEqual([]);
    expect(play(second, { network: { ...bitcoin.regtest, policy: 'lbcd' } }).closes).toHaveLength(1);
  });

  it.each(['WRONG_MAGIC', 'OVERSIZED_FRAME', 'BAD_CHECKSUM'] as const)(
    'counts %s as no misbehaviour before the first complete frame',
    (violation) => {
      const each = VIOLATION_ROWS.find((row) => row.violation === violation)!;
      const policy = definePolicy('lbcd');
      expect(policy[violation].misbehaviour).toBe(true);
      expect(play({ ...each, after: 'nothing' }, { policy }).closes).toEqual([
        { code: violation, misbehaviour: false },
      ]);
      expect(play({ ...each, after: 'version' }, { policy }).closes).toEqual([{ code: violation, misbehaviour: true }]);
    },
  );

  it.each([
    ['nothing', 'VERSION_EXPECTED'],
    ['version', 'VERACK_EXPECTED'],
  ] as const)('core does not look at payloads that come too early: an inv of 50,001 after %s', (after, code) => {
    const each = VIOLATION_ROWS.find(({ title }) => title === 'an inv of 50,001')!;
    expect(play({ ...each, after }, {})).toMatchObject({ closes: [], faults: [code], delivered: [], isAlive: true });
  });

  it.each<[string, Partial<PeerOptions>]>([
    ['an old version', { minProtocolVersion: 70_017 }],
    ['missing services', { requiredServices: 1n << 40n }],
    ['a refusal of acceptRemote', { acceptRemote: () => 'full' }],
  ])('does not count %s as misbehaviour: it is our own configuration', (_, options) => {
    const { sendToPeer, reasons } = rawRemote({ policy: 'lbcd', ...options });
    sendToPeer(versionMessage());
    expect(reasons).toMatchObject([{ by: 'fault' }]);
    expect(reasons[0]).not.toHaveProperty('misbehaviour');
  });

  it('has a short form for messages that cannot be decoded', () => {
    for (const each of VIOLATION_ROWS) {
      const isMalformed = MALFORMED.has(each.violation);
      for (const profile of PROFILES) {
        const row = definePolicy(profile)[each.violation];
        const reaction = { close: 'close', drop: 'dropMessage' } as const;
        for (const onMalformed of ['close', 'drop'] as const) {
          const { closes } = play(each, { policy: profile, onMalformed });
          expect(closes.length).toBe((isMalformed ? reaction[onMalformed] : row.reaction) === 'close' ? 1 : 0);
        }
      }
    }
  });

  const MALFORMED = new Set<Violation>([
    ...(['BAD_CHECKSUM', 'BAD_COMMAND', 'SHORT_PAYLOAD', 'NON_CANONICAL', 'INVALID_VALUE', 'LIMIT_EXCEEDED'] as const),
  ]);

  it.each<[string, () => unknown, string]>([
    ['an unknown profile', () => definePolicy('knots' as PolicyProfile), 'policy'],
    ['an inherited name', () => definePolicy('constructor' as PolicyProfile), 'policy'],
    [
      'an unknown violation',
      () => definePolicy('core', { BAD_MOOD: { reaction: 'close' } } as object),
      'policy/BAD_MOOD',
    ],
    [
      'a stream that continues after a wrong magic',
      () => definePolicy('core', { WRONG_MAGIC: { reaction: 'fault' } }),
      'policy/WRONG_MAGIC/reaction',
    ],
    [
      'an unreadable message that is delivered',
      () => definePolicy('core', { SHORT_PAYLOAD: { reaction: 'fault' } }),
      'policy/SHORT_PAYLOAD/reaction',
    ],
    [
      'misbehaviour without a close',
      () => definePolicy('core', { LEFTOVER: { misbehaviour: true } }),
      'policy/LEFTOVER/misbehaviour',
    ],
    ['a peer with an unknown profile', () => rawRemote({ policy: 'knots' as PolicyProfile }), 'policy'],
    ['a peer with half a policy', () => rawRemote({ policy: {} as never }), 'policy'],
  ])('rejects %s', (_, make, path) => {
    expect(make).toThrow(expect.objectContaining({ code: 'INVALID_OPTION', path }));
  });

  it('drops the misbehaviour of a row whose reaction is replaced, unless it is given', () => {
    expect(definePolicy('lbcd', { BAD_CHECKSUM: { reaction: 'close' } }).BAD_CHECKSUM.misbehaviour).toBe(false);
    const row = { reaction: 'close', misbehaviour: true } as const;
    expect(definePolicy('core', { BAD_CHECKSUM: row }).BAD_CHECKSUM).toEqual(row);
  });

  it('is frozen', () => {
    const policy = definePolicy('core');
    expect(Object.isFrozen(policy) && Object.isFrozen(policy.LEFTOVER)).toBe(true);
  });
});

describe('required services', () => {
  it.each<[string, PeerOptions['requiredServices'], bigint, boolean]>([
    ['a mask, all of it there', 0x9n, 0x409n, true],
    ['a mask, one bit missing', 0x409n, 0x9n, false],
    ['alternatives, the second there', [0x1n, 0x400n], 0x400n, true],
    ['alternatives, none there', [0x1n, 0x400n], 0x8n, false],
    ['a predicate that accepts', (services) => services > 5n, 6n, true],
    ['a predicate that refuses', (services) => services > 5n, 5n, false],
  ])('%s', (_, requiredServices, services, isReady) => {
    const { peer, sendToPeer, reasons } = rawRemote({ requiredServices });
    const { values } = outcomeOf(peer.status$);
    sendToPeer(versionMessage({ services }), verack);
    expect(values.includes('ready')).toBe(isReady);
    expect(reasons).toMatchObject(isReady ? [] : [{ by: 'fault', error: { code: 'SERVICES_MISSING' } }]);
  });

  it.each([[[]], [[-1n]], [[1]], ['1'], [1n << 64n]])('refuse %p as an option', (requiredServices) => {
    expect(() => rawRemote({ requiredServices: requiredServices as never })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: expect.stringMatching(/^requiredServices/) }),
    );
  });

  it('blame the caller for a predicate that throws', () => {
    const { sendToPeer, reasons } = rawRemote({
      requiredServices: () => {
        throw new Error('boom');
      },
    });
    sendToPeer(versionMessage());
    expect(reasons).toMatchObject([{ error: { code: 'CALLBACK_FAILED', message: 'requiredServices failed: boom' } }]);
  });
});

describe('a reject of our version', () => {
  it('ends the peer with its reason and code, escaped', () => {
    const { sendToPeer, reasons } = rawRemote();
    sendToPeer({
      command: 'reject',
      message: 'version',
      code: 0x40,
      reason: 'required services 0x1 not \u001b[2J offered',
    });
    expect(reasons).toMatchObject([
      {
        by: 'fault',
        error: {
          code: 'REJECTED',
          message:
            'the remote rejects our version: "required services 0x1 not \\x1b[2J offered", code 0x40 (nonstandard)',
        },
      },
    ]);
    expect(reasons[0]).not.toHaveProperty('misbehaviour');
  });

  it('contains only the code if no BIP defines it', () => {
    const { sendToPeer, reasons } = rawRemote();
    sendToPeer(versionMessage(), { command: 'reject', message: 'verack', code: 0x02, reason: '' });
    expect(reasons).toMatchObject([{ error: { message: 'the remote rejects our verack: "", code 0x02' } }]);
  });
});
