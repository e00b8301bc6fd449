import type { PeerRow } from '../../../protocol/peerRow.js';

/** The properties by which peers can be grouped, as the URL names them. */
export const GROUP_NAMES = ['agent', 'network', 'transport', 'direction', 'monitor', 'service'] as const;

/** The name of a grouping. */
export type GroupName = (typeof GROUP_NAMES)[number];

/** The name of each grouping on the page. */
export const GROUP_TEXTS: Readonly<Record<GroupName, string>> = {
  agent: 'User agent',
  network: 'Network group',
  transport: 'Transport',
  direction: 'Direction',
  monitor: 'Monitor',
  service: 'Service',
};

/** The groups that a peer belongs to; it can have several services. */
export function groupsOf(name: GroupName, row: PeerRow): readonly string[] {
  switch (name) {
    case 'agent':
      return [row.userAgent || 'no user agent'];
    case 'network':
      return [row.group];
    case 'transport':
      return [`v${row.transport}`];
    case 'direction':
      return [row.direction];
    case 'monitor':
      return [row.monitor ?? 'this program'];
    case 'service':
      return row.services.length === 0 ? ['no service'] : row.services;
  }
}

/** The grouping of the parameter `group`; undefined for none, or an unknown one. */
export function parseGroupName(text: string): GroupName | undefined {
  return GROUP_NAMES.find((name) => name === text);
}

/** The names of closed groups in the parameter `closed`. */
export function parseClosed(text: string): ReadonlySet<string> {
  return new Set(
    text
      .split(',')
      .filter((name) => name !== '')
      .map(decoded),
  );
}

/** The parameter with this group closed, or open again. */
export function toggleClosed(text: string, name: string): string {
  const closed = parseClosed(text);
  const next = closed.has(name) ? [...closed].filter((each) => each !== name) : [...closed, name];
  return next.map(encodeURIComponent).join(',');
}

/** A link that a user has changed may have an invalid escape. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
